namespace Telos.Cli.Dash;

internal enum DashKeyKind
{
    None,
    Letter,
    Enter,
    Escape,
    Backspace,
    Tab,
    Up,
    Down,

    /// <summary>Ctrl-C and Ctrl-D, which a raw terminal passes on.</summary>
    Quit,
}
