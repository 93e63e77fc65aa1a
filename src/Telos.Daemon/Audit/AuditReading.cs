using Telos.Core.Audit;
using Telos.Daemon.Events;

namespace Telos.Daemon.Audit;

/// <summary>This machine's audit log as it is asked: the store, and what is in the files alone yet.</summary>
public static class AuditReading
{
    /// <summary>The latest that match, oldest first.</summary>
    /// <exception cref="DaemonException">It cannot be read.</exception>
    public static List<AuditRecord> Find(AuditFilter filter, int limit)
    {
        using AuditStore? store = AuditStore.TryOpenToRead(TelosPaths.AuditStore);
        long stored = store?.Mark(AuditMark.Head)?.Id ?? 0;
        List<AuditRecord> found = [.. store?.Find(filter, limit).Select(line => line.Record) ?? []];
        found.AddRange(AuditFile.ReadAll().Where(record => record.Id > stored && filter.Matches(record)));
        return found.Count <= limit ? found : found[^limit..];
    }

    /// <summary>The number of the latest record; 0: there is none.</summary>
    public static long LastId() => AuditFile.LastRecord(TelosPaths.AuditLog) is byte[] line
        && AuditFile.TryParse(line, out AuditRecord? record) ? record!.Id : 0;

    /// <summary>Null: there is none of that number.</summary>
    /// <exception cref="DaemonException">It cannot be read.</exception>
    public static AuditRecord? Find(long id)
    {
        using AuditStore? store = AuditStore.TryOpenToRead(TelosPaths.AuditStore);
        return store?.Line(id) is byte[] line && AuditFile.TryParse(line, out AuditRecord? record)
            ? record
            : AuditFile.ReadAll().FirstOrDefault(written => written.Id == id);
    }
}
