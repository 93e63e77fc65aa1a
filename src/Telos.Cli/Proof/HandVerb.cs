using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;

namespace Telos.Cli.Proof;

/// <summary>What telos prove starts, within agents and outside: it does what its standard input says, line by line.</summary>
internal static class HandVerb
{
    public const string Name = "prove-hand";

    public static Command Create()
    {
        Command verb = new(Name, "Do attacks; telos prove runs it") { Hidden = true };
        verb.SetAction(_ => Run());
        return verb;
    }

    private static int Run()
    {
        // Console's own reader would take the terminal's settings and signals along.
        using StreamReader steps = new(Console.OpenStandardInput());
        using StreamWriter answers = new(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        answers.WriteLine(Marshal.AllocHGlobal(sizeof(long)));
        if (steps.ReadLine() is not string line)
        {
            return ExitCode.Ok;
        }

        ProofStage stage = ProofStage.Read(line);
        while (steps.ReadLine() is string step)
        {
            answers.WriteLine(ProofSteps.Perform(step, stage));
        }

        stage.Kept?.Dispose();
        return ExitCode.Ok;
    }
}
