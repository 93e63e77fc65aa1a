using System.Text.Json;
using Telos.Core.Audit;

namespace Telos.Daemon.Events;

/// <summary>Reads an audit log, also while it is being written.</summary>
public static class AuditFile
{
    private const int TailBytes = 64 * 1024;

    /// <summary>The records of this machine's log, oldest first.</summary>
    public static IEnumerable<AuditRecord> ReadAll() => Read(TelosPaths.AuditLog + ".1").Concat(Read(TelosPaths.AuditLog));

    /// <summary>The records of a file; none when there is no file. A torn last line is left out.</summary>
    public static IEnumerable<AuditRecord> Read(string path)
    {
        foreach (byte[] line in ReadLines(path))
        {
            if (TryParse(line, out AuditRecord? record))
            {
                yield return record!;
            }
        }
    }

    /// <summary>The lines of a file, without their ends; none when there is no file. A torn last one is left out.</summary>
    public static IEnumerable<byte[]> ReadLines(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        PieceLines lines = new();
        while (lines.Fill(file))
        {
            while (lines.TryTake(out byte[] line))
            {
                yield return line;
            }
        }
    }

    /// <summary>
    /// The last line that is a record, though it may lack its end of line; null: there is none. Only the file's end is read.
    /// </summary>
    public static byte[]? LastRecord(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (long tail = TailBytes; ; tail *= 2)
        {
            file.Position = Math.Max(0, file.Length - tail);
            bool isWhole = file.Position == 0;
            byte[] bytes = new byte[file.Length - file.Position];
            file.ReadExactly(bytes);
            for (int end = bytes.Length; end >= 0;)
            {
                int start = bytes.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
                if ((start > 0 || isWhole) && TryParse(bytes.AsSpan(start, end - start), out _))
                {
                    return bytes[start..end];
                }

                end = start - 1;
            }

            if (isWhole)
            {
                return null;
            }
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> line, out AuditRecord? record)
    {
        record = null;
        try
        {
            record = JsonSerializer.Deserialize(line, AuditJson.Default.AuditRecord);
        }
        catch (JsonException)
        {
            return false;
        }

        return record is not null;
    }
}
