using System.Globalization;

namespace Telos.Daemon.Gates;

/// <summary>Which devices carry a file system of a type, in the kernel's own numbering (include/linux/kdev_t.h).</summary>
internal static class MountedDevices
{
    private const string MountInfo = "/proc/self/mountinfo";
    private const int MinorBits = 20;
    private const int DeviceField = 2;

    public static HashSet<uint> OfType(string type) => OfType(File.ReadLines(MountInfo), type);

    // proc(5): id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, options.
    internal static HashSet<uint> OfType(IEnumerable<string> mountInfo, string type)
    {
        HashSet<uint> devices = [];
        foreach (string line in mountInfo)
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 0 || separator + 1 >= fields.Length || fields[separator + 1] != type)
            {
                continue;
            }

            string[] numbers = fields[DeviceField].Split(':');
            devices.Add((uint.Parse(numbers[0], CultureInfo.InvariantCulture) << MinorBits)
                | uint.Parse(numbers[1], CultureInfo.InvariantCulture));
        }

        return devices;
    }
}
