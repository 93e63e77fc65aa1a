using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Terminals;

namespace Telos.Cli.Verbs;

/// <summary>
/// Runs telos once more at a terminal of its own, where it becomes the agent. This process does not: it has the person's
/// terminal, and the agent only what is passed on.
/// </summary>
internal static class TerminalRun
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    private static readonly (PosixSignal Signal, int Number)[] s_forwarded =
    [
        (PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15),
    ];

    /// <summary>Returns the program's exit status, or 128 and the signal that ended it.</summary>
    /// <param name="arguments">Of the telos that becomes the agent.</param>
    /// <exception cref="VerbException">Nobody sits here.</exception>
    public static int Run(IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        using SafeFileHandle input = new(StandardInput, ownsHandle: false);
        using SafeFileHandle output = new(StandardOutput, ownsHandle: false);
        if (!RawTerminal.Is(input))
        {
            throw new VerbException(
                ExitCode.Usage, "--tty: standard input is no terminal, so there is nobody to type: leave --tty out");
        }

        RawTerminal raw = new(input);
        using PseudoTerminal terminal = PseudoTerminal.Open();
        _ = terminal.TryCopySize(input);
        using TerminalChild child = TerminalChild.Start("/proc/self/exe", arguments, environment, terminal.Path);
        List<PosixSignalRegistration> registrations =
        [
            .. s_forwarded.Select(each => On(each.Signal, () => child.Process.Signal(each.Number))),
            On(PosixSignal.SIGWINCH, () => terminal.TryCopySize(input)),
            On(PosixSignal.SIGTSTP, () => Pause(raw, terminal, input)),
        ];
        try
        {
            _ = raw.TryEnter();
            new TerminalRelay(terminal, input, output).Run(child.Process);
            return child.Wait();
        }
        finally
        {
            registrations.ForEach(each => each.Dispose());
            _ = raw.TryRestore();
        }
    }

    // Whoever stops this gets the terminal as it was, and gives it back in whatever size.
    private static void Pause(RawTerminal raw, PseudoTerminal terminal, SafeFileHandle input)
    {
        _ = raw.TryRestore();
        TerminalChild.StopSelf();
        _ = raw.TryEnter();
        _ = terminal.TryCopySize(input);
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action act) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            act();
        });
}
