using System.CommandLine;
using Telos.Core.Abi;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

internal static class VersionVerb
{
    public static Command Create()
    {
        Command verb = new("version", "Print the version");
        verb.SetAction(_ =>
        {
            Console.WriteLine($"telos {ProductVersion.Text} (kernel ABI {KernelAbi.TELOS_ABI_VERSION})");
            return ExitCode.Ok;
        });
        return verb;
    }
}
