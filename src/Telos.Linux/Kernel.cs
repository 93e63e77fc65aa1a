using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Bpf;
using Telos.Linux.Files;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>Facts about the running kernel.</summary>
public static class Kernel
{
    private const int LsmListBytesMax = 512;
    private const string LsmListPath = "/sys/kernel/security/lsm";
    private static readonly Lock s_btfLock = new();
    private static KernelBtf? s_btf;

    /// <summary>As uname prints it, for instance <c>6.1.0-28-cloud-amd64</c>.</summary>
    public static string Release { get; } = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    /// <summary>The leading numbers of <see cref="Release"/>.</summary>
    public static Version Version { get; } = ParseVersion(Release);

    /// <summary>
    /// The active security modules. ENOENT: securityfs is not mounted, or the kernel was built without modules.
    /// </summary>
    public static Errno TryReadLsmList(out string[] lsms)
    {
        lsms = [];
        Errno error = OpenPath.TryOpenRead(LsmListPath, out SafeFileHandle? file);
        if (error != Errno.None)
        {
            return error;
        }

        using (file)
        {
            Span<byte> text = stackalloc byte[LsmListBytesMax];
            error = LibcFiles.Read(file!, text, out int count);
            lsms = Encoding.ASCII.GetString(text[..count]).Trim().Split(',', StringSplitOptions.RemoveEmptyEntries);
            return error;
        }
    }

    /// <summary>
    /// Whether vmlinux BTF has this function, so that a program can name it. False for every name on a kernel
    /// without BTF, where nothing can be attached by name. The BTF stays in memory until
    /// <see cref="ReleaseBtf"/>.
    /// </summary>
    public static bool HasFunction(string btfFunctionName)
    {
        lock (s_btfLock)
        {
            if (s_btf is null && KernelBtf.TryLoad(out s_btf) != Errno.None)
            {
                return false;
            }

            return s_btf!.HasFunction(btfFunctionName);
        }
    }

    /// <summary>Gives back the several megabytes that probing took.</summary>
    public static void ReleaseBtf()
    {
        lock (s_btfLock)
        {
            s_btf?.Dispose();
            s_btf = null;
        }
    }

    internal static Version ParseVersion(string release)
    {
        Span<int> parts = stackalloc int[3];
        int index = 0;
        int position = 0;
        while (index < parts.Length && position < release.Length && char.IsAsciiDigit(release[position]))
        {
            int end = position;
            while (end < release.Length && char.IsAsciiDigit(release[end]))
            {
                end++;
            }

            parts[index++] = int.Parse(release.AsSpan(position, end - position));
            position = end < release.Length && release[end] == '.' ? end + 1 : release.Length;
        }

        return new Version(parts[0], parts[1], parts[2]);
    }
}
