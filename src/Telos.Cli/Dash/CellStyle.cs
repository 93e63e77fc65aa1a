namespace Telos.Cli.Dash;

internal enum CellStyle : byte
{
    Plain,
    Dim,
    Bold,
    Bar,
    Chosen,
    Good,
    Warn,
    Bad,
    Said,
}
