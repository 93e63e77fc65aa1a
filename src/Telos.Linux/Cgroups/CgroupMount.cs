using System.Text;

namespace Telos.Linux.Cgroups;

/// <summary>Where the unified hierarchy is mounted.</summary>
public static class CgroupMount
{
    private const string MountInfoPath = "/proc/self/mountinfo";

    public static bool TryFind(out string path) => TryFind(File.ReadLines(MountInfoPath), out path);

    // proc(5): ... root mount-point options [optional fields] - type source super-options
    internal static bool TryFind(IEnumerable<string> mountInfo, out string path)
    {
        const int MountPointField = 4;
        foreach (string line in mountInfo)
        {
            int separator = line.IndexOf(" - ", StringComparison.Ordinal);
            if (separator < 0 || !line.AsSpan(separator + 3).StartsWith("cgroup2 "))
            {
                continue;
            }

            string[] fields = line[..separator].Split(' ');
            if (fields.Length > MountPointField)
            {
                path = Unescape(fields[MountPointField]);
                return true;
            }
        }

        path = string.Empty;
        return false;
    }

    // The kernel writes space, tab, newline and backslash as three octal digits (seq_path_root).
    private static string Unescape(string field)
    {
        const int EscapeLength = 4;
        StringBuilder text = new();
        int index = 0;
        while (index < field.Length)
        {
            if (field[index] == '\\' && index + EscapeLength <= field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(index + 1, EscapeLength - 1), 8));
                index += EscapeLength;
            }
            else
            {
                text.Append(field[index++]);
            }
        }

        return text.ToString();
    }
}
