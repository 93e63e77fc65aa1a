namespace Telos.Cli;

/// <summary>What telos exits with. <c>telos run</c> exits with the program's own status once it has started.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotRoot = 3;
    public const int NoDaemon = 4;
    public const int IntentRefused = 5;
    public const int Unsupported = 6;
    public const int Degraded = 7;
    public const int Off = 8;
    public const int CannotExecute = 126;
    public const int NotFound = 127;
}
