using SharpFuzz;
using Telos.Fuzz.Targets;

namespace Telos.Fuzz;

/// <summary>Has the code under test, and the canaries, count their branches.</summary>
internal static class Instrumentation
{
    private static readonly string[] s_assemblies = ["Telos.Core.dll", "Telos.Daemon.dll", "Telos.Fuzz.dll"];

    // What words the daemon has for foreign bytes; the rest of it takes none.
    private static readonly string[] s_prefixes =
        ["Telos.Core.", "Telos.Daemon.Events.", "Telos.Daemon.Sockets.Rpc", typeof(Canary).FullName!];

    /// <summary>Rewrites the assemblies in a copy of this program's directory. Returns how many types count.</summary>
    public static int Apply(string directory) => s_assemblies.Sum(assembly =>
        Fuzzer.Instrument(Path.Combine(directory, assembly), IsCounted, Options.Value).Count());

    private static bool IsCounted(string type) => Array.Exists(
        s_prefixes, prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}
