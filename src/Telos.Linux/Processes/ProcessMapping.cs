using System.Buffers;
using System.Globalization;

namespace Telos.Linux.Processes;

/// <summary>One mapping of another process: what /proc/PID/smaps says of it (proc(5)).</summary>
/// <param name="Range">As /proc/PID/map_files names it.</param>
/// <param name="Name">The file, a name in brackets, or nothing.</param>
/// <param name="MayBeWritten">It is writable, or mprotect could make it so.</param>
public readonly record struct ProcessMapping(
    string Range, string Name, bool IsWritable, bool IsExecutable, bool IsShared, bool MayBeWritten)
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private const string Anonymous = "Anonymous:";
    private const string VmFlags = "VmFlags:";
    private const int NameField = 5;

    /// <summary>The process changed none of its pages: what it has is the file's, or nothing yet.</summary>
    public bool IsUnchanged { get; init; }

    public static IReadOnlyList<ProcessMapping> AllOf(int pid) =>
        Parse(File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps")));

    internal static IReadOnlyList<ProcessMapping> Parse(IEnumerable<string> lines)
    {
        List<ProcessMapping> mappings = [];
        string range = "";
        string name = "";
        bool isUnchanged = false;
        foreach (string line in lines)
        {
            if (line.StartsWith(VmFlags, StringComparison.Ordinal))
            {
                string[] flags = line[VmFlags.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                mappings.Add(new ProcessMapping(
                    range, name, flags.Contains("wr"), flags.Contains("ex"), flags.Contains("sh"), flags.Contains("mw"))
                {
                    IsUnchanged = isUnchanged,
                });
            }
            else if (line.StartsWith(Anonymous, StringComparison.Ordinal))
            {
                isUnchanged = line[Anonymous.Length..].Trim() == "0 kB";
            }
            else if (IsHeader(line))
            {
                // The name may have spaces.
                string[] fields = line.Split(' ', NameField + 1, StringSplitOptions.RemoveEmptyEntries);
                range = fields[0];
                name = fields.Length > NameField ? fields[NameField].TrimEnd() : "";
            }
        }

        return mappings;
    }

    // "55d0c0000000-55d0c0021000 r--p ...": the other lines begin with a word and a colon.
    private static bool IsHeader(string line) => line.IndexOf('-', StringComparison.Ordinal) is int dash and > 0
        && line.AsSpan(0, dash).IndexOfAnyExcept(s_digits) < 0;
}
