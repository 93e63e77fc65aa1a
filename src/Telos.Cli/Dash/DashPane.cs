namespace Telos.Cli.Dash;

internal enum DashPane
{
    Said,
    Done,
}
