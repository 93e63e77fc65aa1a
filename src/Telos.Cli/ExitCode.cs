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
    public const int Escaped = 9;
    public const int Suspect = 10;
    public const int CannotExecute = 126;
    public const int NotFound = 127;

    /// <summary>What people are told of each.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Ok, "Done; for run, the program's own status once it has started."),
        (Failed, "Failed; one line says why."),
        (Usage, "An unknown verb or flag, or a bad value."),
        (NotRoot, "It needs root."),
        (NoDaemon, "No daemon answers."),
        (IntentRefused, "The intent was refused."),
        (Unsupported, "This kernel or machine cannot hold gates."),
        (Degraded, "status: DEGRADED; prove: nothing escaped, but not everything could be proved."),
        (Off, "status: OFF."),
        (Escaped, "prove: an attack worked."),
        (Suspect, "scan: something was found at or above --fail-on, or not all could be read."),
        (CannotExecute, "run: the program cannot be executed."),
        (NotFound, "run: the program was not found."),
    ];
}
