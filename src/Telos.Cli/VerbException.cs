namespace Telos.Cli;

/// <summary>A verb cannot do its work. Message is the one line that the user gets; Details are lines below it.</summary>
internal sealed class VerbException(int exitCode, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Details { get; } = details ?? [];
}
