using System.Runtime.InteropServices;

namespace Telos.Linux;

/// <summary>
/// The operating system refused a call of the control plane. Data paths return <see cref="Linux.Errno"/>
/// instead.
/// </summary>
public sealed class LinuxException(string call, string? target, Errno error, string? hint = null)
    : Exception(Describe(call, target, error, hint))
{
    public string Call { get; } = call;

    public string? Target { get; } = target;

    public Errno Error { get; } = error;

    public string? Hint { get; } = hint;

    internal static void ThrowIf(Errno error, string call, string? target = null, string? hint = null)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(call, target, error, hint);
        }
    }

    private static string Describe(string call, string? target, Errno error, string? hint)
    {
        string subject = target is null ? call : $"{call} {target}";
        string text = $"{subject}: {error} ({Marshal.GetPInvokeErrorMessage((int)error)})";
        return hint is null ? text : $"{text}. {hint}";
    }
}
