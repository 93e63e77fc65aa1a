using System.Globalization;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>What this process may do.</summary>
public static class Privilege
{
    public static bool IsRoot => LibcProcesses.geteuid() == 0;

    /// <summary>CAP_SYS_ADMIN stands in for CAP_BPF, as in the kernel's bpf_capable().</summary>
    public static bool CanLoadBpf => Has(Capability.CAP_BPF) || Has(Capability.CAP_SYS_ADMIN);

    public static bool Has(Capability capability) =>
        ((EffectiveSet(File.ReadLines("/proc/self/status")) >> (int)capability) & 1) != 0;

    internal static ulong EffectiveSet(IEnumerable<string> statusLines)
    {
        const string Field = "CapEff:";
        foreach (string line in statusLines)
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> digits = line.AsSpan(Field.Length).Trim();
                return ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
