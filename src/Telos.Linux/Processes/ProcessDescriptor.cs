using System.Globalization;

namespace Telos.Linux.Processes;

/// <summary>One descriptor of another process: what /proc/PID/fd and fdinfo say of it (proc(5)).</summary>
public readonly record struct ProcessDescriptor(int Number, string Target, bool CanRead, bool CanWrite)
{
    private const string Flags = "flags:";
    private const int AccessMode = 3;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    // O_PATH, with which nothing can be read or written.
    private const int PathOnly = 0x200000;

    /// <summary>Those that are closed meanwhile are left out.</summary>
    public static IEnumerable<ProcessDescriptor> AllOf(int pid)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd")))
        {
            if (new FileInfo(entry).LinkTarget is string target)
            {
                int number = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
                int flags = FlagsOf(pid, number);
                bool opened = (flags & PathOnly) == 0;
                yield return new ProcessDescriptor(
                    number, target, opened && (flags & AccessMode) != WriteOnly, opened && (flags & AccessMode) != ReadOnly);
            }
        }
    }

    // In octal. Of one that is gone meanwhile: whatever could be.
    private static int FlagsOf(int pid, int number)
    {
        try
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fdinfo/{number}");
            string line = File.ReadLines(path).First(text => text.StartsWith(Flags, StringComparison.Ordinal));
            return Convert.ToInt32(line[Flags.Length..].Trim(), 8);
        }
        catch (IOException)
        {
            return AccessMode;
        }
    }
}
