using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using Telos.Cli.Dash;
using Telos.Linux.Terminals;

namespace Telos.Cli.Verbs;

internal static class DashVerb
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    public static Command Create()
    {
        Option<bool> plain = new("--no-colour", "--no-color") { Description = "Bold and reverse alone (NO_COLOR does the same)" };
        Command verb = new("dash", "Watch agents, what they say and what is refused, as it happens (root)") { plain };
        verb.SetAction(parsed => Watch(parsed.GetValue(plain)));
        return verb;
    }

    private static int Watch(bool isPlain)
    {
        LogVerb.RequireLog();
        using SafeFileHandle input = new(StandardInput, ownsHandle: false);
        using SafeFileHandle output = new(StandardOutput, ownsHandle: false);
        if (!RawTerminal.Is(input) || !RawTerminal.Is(output))
        {
            throw new VerbException(ExitCode.Usage, "telos dash needs a terminal: telos status and telos log -f do not");
        }

        // https://no-color.org: whatever its value is, unless it is empty.
        bool hasColour = !isPlain && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb" or "vt100");
        using DashFeed feed = new();
        new DashLoop(feed, input, output, hasColour).Run();
        return ExitCode.Ok;
    }
}
