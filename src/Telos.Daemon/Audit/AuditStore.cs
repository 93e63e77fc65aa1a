using Microsoft.Data.Sqlite;
using Telos.Daemon.Databases;
using Telos.Daemon.Events;

namespace Telos.Daemon.Audit;

/// <summary>
/// The audit log as a database (SQLite): each record with its own line, to be asked by agent, gate and time, and the signed
/// marks of where the chain ends and where it was cut off. One process writes; others read beside it (WAL).
/// </summary>
internal sealed class AuditStore : IDisposable
{
    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE record (
            id INTEGER PRIMARY KEY, time TEXT NOT NULL, action TEXT NOT NULL, agent INTEGER NOT NULL, pid INTEGER NOT NULL,
            gate TEXT NOT NULL, reason TEXT NOT NULL, subject TEXT NOT NULL, line BLOB NOT NULL
        ) STRICT;
        CREATE INDEX record_of_agent ON record (agent, id);
        CREATE TABLE mark (
            name TEXT PRIMARY KEY, id INTEGER NOT NULL, hash BLOB NOT NULL, time TEXT NOT NULL, signature BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    private readonly Database _database;
    private readonly string _path;

    private AuditStore(Database database, string path)
    {
        _database = database;
        _path = path;
    }

    /// <summary>To write it; one that is not there is made.</summary>
    /// <exception cref="AuditStoreException">It is none, of a later version, or cannot be opened.</exception>
    public static AuditStore Open(string path) => Open(path, SqliteOpenMode.ReadWriteCreate, store =>
    {
        store._database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        store.Prepare();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    });

    /// <summary>Null when there is none.</summary>
    /// <exception cref="AuditStoreException">It is none, of a later version, or cannot be opened.</exception>
    public static AuditStore? TryOpenToRead(string path) =>
        File.Exists(path) ? Open(path, SqliteOpenMode.ReadWrite, store => store.RequireVersion()) : null;

    /// <summary>All of them and the mark of the last, or nothing.</summary>
    /// <param name="lines">In the order of their numbers, all after what there is.</param>
    /// <exception cref="AuditStoreException">It cannot be written.</exception>
    public void Add(IReadOnlyList<AuditLine> lines, AuditMark head) => Do(() =>
    {
        using SqliteTransaction transaction = _database.Begin();
        using SqliteCommand insert = _database.Command(
            "INSERT INTO record (id, time, action, agent, pid, gate, reason, subject, line) "
            + "VALUES ($id, $time, $action, $agent, $pid, $gate, $reason, $subject, $line)",
            ("$id", 0L), ("$time", ""), ("$action", ""), ("$agent", 0L), ("$pid", 0L), ("$gate", ""), ("$reason", ""),
            ("$subject", ""), ("$line", Array.Empty<byte>()));
        SqliteParameter[] slots = [.. insert.Parameters.Cast<SqliteParameter>()];
        foreach ((Core.Audit.AuditRecord record, byte[] text) in lines)
        {
            object[] values =
            [
                record.Id, record.Time, record.Action, (long)record.Agent, (long)record.Pid, record.Gate, record.Reason,
                record.Subject, text,
            ];
            for (int i = 0; i < values.Length; i++)
            {
                slots[i].Value = values[i];
            }

            _ = insert.ExecuteNonQuery();
        }

        Put(head);
        transaction.Commit();
    });

    /// <summary>Drops all up to the mark's record.</summary>
    /// <exception cref="AuditStoreException">It cannot be written.</exception>
    public void Drop(AuditMark dropped) => Do(() =>
    {
        using SqliteTransaction transaction = _database.Begin();
        _database.Execute("DELETE FROM record WHERE id <= $id", ("$id", dropped.Id));
        Put(dropped);
        transaction.Commit();
    });

    public AuditMark? Mark(string name) => Get(() =>
    {
        using SqliteCommand command = _database.Command(
            "SELECT id, hash, time, signature FROM mark WHERE name = $name", ("$name", name));
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new AuditMark(name, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetFieldValue<byte[]>(3))
            : null;
    });

    /// <summary>The lowest number; null: there is no record.</summary>
    public long? FirstId() => Get(() =>
    {
        using SqliteCommand command = _database.Command("SELECT min(id) FROM record");
        return command.ExecuteScalar() as long?;
    });

    /// <summary>The record of that number, or the next one before it.</summary>
    public (long Id, byte[] Line)? LastUpTo(long id) => Get<(long, byte[])?>(() =>
    {
        using SqliteCommand command = _database.Command(
            "SELECT id, line FROM record WHERE id <= $id ORDER BY id DESC LIMIT 1", ("$id", id));
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    });

    public byte[]? Line(long id) => Get(() =>
    {
        using SqliteCommand command = _database.Command("SELECT line FROM record WHERE id = $id", ("$id", id));
        return (byte[]?)command.ExecuteScalar();
    });

    /// <summary>The latest that match, oldest first.</summary>
    public List<AuditLine> Find(AuditFilter filter, int limit) => Get(() =>
    {
        (string where, (string, object)[] values) = Where(filter);
        using SqliteCommand command = _database.Command(
            $"SELECT line FROM record {where} ORDER BY id DESC LIMIT $limit", [.. values, ("$limit", limit)]);
        using SqliteDataReader rows = command.ExecuteReader();
        List<AuditLine> found = [];
        while (rows.Read())
        {
            byte[] text = rows.GetFieldValue<byte[]>(0);
            if (AuditFile.TryParse(text, out Core.Audit.AuditRecord? record))
            {
                found.Add(new AuditLine(record!, text));
            }
        }

        found.Reverse();
        return found;
    });

    /// <summary>All, in the order of their numbers, with what the columns say beside the line.</summary>
    public void ForEach(Action<StoredRecord> visit) => Do(() =>
    {
        using SqliteCommand command = _database.Command(
            "SELECT id, time, action, agent, pid, gate, reason, subject, line FROM record ORDER BY id");
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            visit(new StoredRecord(
                rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetString(5),
                rows.GetString(6), rows.GetString(7), rows.GetFieldValue<byte[]>(8)));
        }
    });

    /// <summary>What is read until it is disposed of is of one moment.</summary>
    public IDisposable Snapshot() => Get(() => _database.Begin(deferred: true));

    public void Dispose() => _database.Dispose();

    // Only what is asked for, so that an index can be of use.
    private static (string Where, (string, object)[] Values) Where(AuditFilter filter)
    {
        (string Condition, string Name, object? Value)[] all =
        [
            ("agent = $agent", "$agent", (long?)filter.Agent),
            ("instr($actions, ',' || action || ',') > 0", "$actions",
                filter.Actions is null ? null : $",{string.Join(',', filter.Actions)},"),
            ("gate = $gate", "$gate", filter.Gate),
            ("reason = $reason", "$reason", filter.Reason),
            ("pid = $pid", "$pid", (long?)filter.Pid),
            ("time >= $since", "$since", filter.Since),
            ("instr(lower(subject), lower($subject)) > 0", "$subject", filter.Subject),
        ];
        (string Condition, string Name, object? Value)[] asked = [.. all.Where(each => each.Value is not null)];
        string where = asked.Length == 0 ? "" : $"WHERE {string.Join(" AND ", asked.Select(each => each.Condition))}";
        return (where, [.. asked.Select(each => (each.Name, each.Value!))]);
    }

    private static AuditStore Open(string path, SqliteOpenMode mode, Action<AuditStore> prepare)
    {
        Database database = new(path, mode);
        AuditStore store = new(database, path);
        bool isOpen = false;
        try
        {
            store.Do(() =>
            {
                database.Open();
                prepare(store);
            });
            isOpen = true;
            return store;
        }
        finally
        {
            if (!isOpen)
            {
                store.Dispose();
            }
        }
    }

    private void Prepare()
    {
        if (RequireVersion() == SchemaVersion)
        {
            return;
        }

        _database.Upgrade(Schema, SchemaVersion);
    }

    private long RequireVersion()
    {
        long version = _database.Version;
        return version <= SchemaVersion
            ? version
            : throw new AuditStoreException(
                $"{_path}: a later telos wrote it (version {version}, this one knows {SchemaVersion}): use that one");
    }

    private void Put(AuditMark mark) => _database.Execute(
        "INSERT OR REPLACE INTO mark (name, id, hash, time, signature) VALUES ($name, $id, $hash, $time, $signature)",
        ("$name", mark.Name), ("$id", mark.Id), ("$hash", mark.Hash), ("$time", mark.Time), ("$signature", mark.Signature));

    private void Do(Action act) => Get<object?>(() =>
    {
        act();
        return null;
    });

    private T Get<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException error)
        {
            throw new AuditStoreException(
                $"{_path}: SQLite says: {error.Message} (if it is damaged, move it away: what audit.jsonl still has is read "
                + "again)", error);
        }
    }
}
