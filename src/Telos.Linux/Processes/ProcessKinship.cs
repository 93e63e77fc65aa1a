using System.Globalization;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>What one process has to do with others, as /proc and kcmp(2) say now.</summary>
public static class ProcessKinship
{
    /// <summary>Null when the other is gone.</summary>
    public static bool? SharesMemoryOrDescriptors(int pid, int other) =>
        Compare(pid, other, LibcProcesses.KCMP_VM) is not bool memory ? null
        : memory || Compare(pid, other, LibcProcesses.KCMP_FILES) == true;

    /// <summary>Those that one of the process's threads has started and not yet waited for.</summary>
    public static IEnumerable<int> ChildrenOf(int pid) => ThreadsOf(pid).SelectMany(thread =>
        Lines($"/proc/{pid}/task/{thread}/children")
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Select(text => int.Parse(text, CultureInfo.InvariantCulture));

    public static IEnumerable<int> ThreadsOf(int pid) => Numbers($"/proc/{pid}/task");

    public static IEnumerable<int> All() => Numbers("/proc");

    /// <summary>The thread that traces this one; 0 for none, or when it is gone.</summary>
    public static int TracerOf(int pid, int thread)
    {
        string? line = Lines($"/proc/{pid}/task/{thread}/status")
            .FirstOrDefault(text => text.StartsWith("TracerPid:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line["TracerPid:".Length..], CultureInfo.InvariantCulture);
    }

    private static bool? Compare(int pid, int other, int type)
    {
        nint order = LibcProcesses.kcmp(LibcProcesses.SYS_kcmp, pid, other, type, 0, 0);
        Errno error = Syscall.Of(order);
        LinuxException.ThrowIf(error == Errno.ESRCH ? Errno.None : error, "kcmp", $"{pid} {other}");
        return error == Errno.None ? order == 0 : null;
    }

    private static IEnumerable<int> Numbers(string directory)
    {
        string[] entries;
        try
        {
            entries = Directory.GetDirectories(directory);
        }
        catch (IOException)
        {
            yield break;
        }

        foreach (string entry in entries)
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                yield return number;
            }
        }
    }

    // None of a process that is gone, before the opening or before the reading.
    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
