using System.Globalization;

namespace Telos.Linux.Processes;

/// <summary>Whose a process is, and with what rights it runs (proc(5), /proc/PID/status and stat).</summary>
/// <param name="Uids">Real, effective, saved, of the file system.</param>
/// <param name="Permitted">The capabilities that it has or could take.</param>
public readonly record struct ProcessIdentity(uint[] Uids, ulong Permitted, bool IsKernelThread)
{
    // include/linux/sched.h
    private const uint PF_KTHREAD = 0x00200000;
    private const int FlagsAfterName = 6;

    /// <summary>Null when it is gone.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            string[] status = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"));
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            uint flags = uint.Parse(fields[FlagsAfterName], CultureInfo.InvariantCulture);
            return new ProcessIdentity(
                [.. Field(status, "Uid:").Split('\t', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => uint.Parse(text, CultureInfo.InvariantCulture))],
                ulong.Parse(Field(status, "CapPrm:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                (flags & PF_KTHREAD) != 0);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Field(string[] status, string name) =>
        status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}
