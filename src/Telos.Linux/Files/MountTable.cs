using System.Globalization;
using System.Text;

namespace Telos.Linux.Files;

/// <summary>What is mounted where a process is: proc(5), mountinfo.</summary>
public static class MountTable
{
    private const string Own = "/proc/self/mountinfo";
    private const int MinorBits = 20;
    private const int EscapeLength = 4;

    public static IEnumerable<Mount> Read(string path = Own) => Parse(File.ReadLines(path));

    /// <summary>Which devices carry a file system of a type, in the kernel's own numbering (include/linux/kdev_t.h).</summary>
    public static HashSet<uint> DevicesOfType(string type) =>
        [.. Read().Where(mount => mount.Type == type).Select(mount => mount.Device)];

    /// <param name="lines">
    /// id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, options. Others are left out.
    /// </param>
    public static IEnumerable<Mount> Parse(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 6 || separator + 3 >= fields.Length)
            {
                continue;
            }

            string[] numbers = fields[2].Split(':');
            uint device = (uint.Parse(numbers[0], CultureInfo.InvariantCulture) << MinorBits)
                | uint.Parse(numbers[1], CultureInfo.InvariantCulture);
            yield return new Mount(
                int.Parse(fields[0], CultureInfo.InvariantCulture),
                device,
                Unescape(fields[3]),
                Unescape(fields[4]),
                fields[separator + 1],
                [.. fields[separator + 3].Split(',').Select(Unescape)]);
        }
    }

    // A blank, tab, newline and backslash are written in octal.
    private static string Unescape(string text)
    {
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isEscape = text[i] == '\\' && i + EscapeLength <= text.Length
                && text.AsSpan(i + 1, EscapeLength - 1).IndexOfAnyExceptInRange('0', '7') < 0;
            plain.Append(isEscape ? (char)Convert.ToInt32(text.Substring(i + 1, EscapeLength - 1), 8) : text[i]);
            i += isEscape ? EscapeLength - 1 : 0;
        }

        return plain.ToString();
    }
}
