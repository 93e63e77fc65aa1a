using System.Text.Json;
using Telos.Core.Audit;

namespace Telos.Daemon.Events;

/// <summary>Reads an audit log, also while it is being written.</summary>
public static class AuditFile
{
    /// <summary>The records of this machine's log, oldest first.</summary>
    public static IEnumerable<AuditRecord> ReadAll() => Read(TelosPaths.AuditLog + ".1").Concat(Read(TelosPaths.AuditLog));

    /// <summary>The records of a file; none when there is no file. A torn last line is left out.</summary>
    public static IEnumerable<AuditRecord> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        while (reader.ReadLine() is string line)
        {
            if (TryParse(line, out AuditRecord? record))
            {
                yield return record!;
            }
        }
    }

    public static bool TryParse(string line, out AuditRecord? record)
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
