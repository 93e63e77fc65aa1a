using System.Globalization;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>The start time in /proc/PID/stat.</summary>
internal static class ProcessStat
{
    // proc(5): field 22, counted from 1; the name in field 2 may hold spaces and parentheses.
    private const int StartTimeAfterName = 19;

    internal static long TicksPerSecond { get; } = LibcEvents.sysconf(LibcEvents._SC_CLK_TCK);

    /// <summary>In clock ticks since boot, suspend included. False when the process is gone.</summary>
    internal static bool TryReadStartTicks(int pid, out ulong ticks)
    {
        ticks = 0;
        string line;
        try
        {
            line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return false;
        }

        return TryParseStartTicks(line, out ticks);
    }

    internal static bool TryParseStartTicks(string line, out ulong ticks)
    {
        ticks = 0;
        int nameEnd = line.LastIndexOf(')');
        if (nameEnd < 0)
        {
            return false;
        }

        string[] fields = line[(nameEnd + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeAfterName
            && ulong.TryParse(fields[StartTimeAfterName], CultureInfo.InvariantCulture, out ticks);
    }
}
