using System.Collections.Concurrent;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// The first line of a script. The kernel's own reading (fs/binfmt_script.c): 256 bytes, the path up to the first
/// blank, the rest one argument. A path that may go on after those bytes is none.
/// </summary>
internal static class ScriptHeader
{
    private const int HeaderBytesMax = 256;
    private const int KnownMax = 4096;

    private static readonly ConcurrentDictionary<(FileId, ulong CtimeNs), (string? Interpreter, string? Argument)> s_known = [];

    /// <summary>
    /// Of a file that was identified by this path. It is read once for as long as its identity and change time stay, which a
    /// grant is bound to likewise.
    /// </summary>
    public static (string? Interpreter, string? Argument) Read(string path, in OpenFile file)
    {
        (FileId, ulong) key = (file.File, file.CtimeNs);
        if (s_known.TryGetValue(key, out (string? Interpreter, string? Argument) known))
        {
            return known;
        }

        if (s_known.Count >= KnownMax)
        {
            s_known.Clear();
        }

        known = Read(path);
        s_known[key] = known;
        return known;
    }

    /// <summary>Interpreter is null for a file that is no script.</summary>
    public static (string? Interpreter, string? Argument) Read(string path)
    {
        if (OpenPath.TryOpenRegular(path, out SafeFileHandle? file) != Errno.None)
        {
            return (null, null);
        }

        Span<byte> buffer = stackalloc byte[HeaderBytesMax];
        int length;
        using (file)
        {
            try
            {
                length = RandomAccess.Read(file!, buffer, fileOffset: 0);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return (null, null);
            }
        }

        return Parse(buffer[..length]);
    }

    internal static (string? Interpreter, string? Argument) Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("#!"u8))
        {
            return (null, null);
        }

        ReadOnlySpan<byte> line = head[2..];
        int end = line.IndexOfAny((byte)'\n', (byte)0);
        bool cut = end < 0 && head.Length >= HeaderBytesMax;
        line = (end < 0 ? line : line[..end]).TrimStart(" \t"u8);
        if (!cut)
        {
            line = Trim(line);
        }

        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        if (line.IsEmpty || (cut && blank < 0))
        {
            return (null, null);
        }

        return blank < 0
            ? (Encoding.UTF8.GetString(line), null)
            : (Encoding.UTF8.GetString(line[..blank]), Encoding.UTF8.GetString(Trim(line[blank..])));
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Trim(" \t"u8);
}
