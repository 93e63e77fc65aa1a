using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
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
        CREATE INDEX record_of_action ON record (action, id);
        CREATE TABLE mark (
            name TEXT PRIMARY KEY, id INTEGER NOT NULL, hash BLOB NOT NULL, time TEXT NOT NULL, signature BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    private const string Matching = """
        SELECT line FROM record WHERE ($agent IS NULL OR agent = $agent) AND ($action IS NULL OR action = $action)
        AND ($gate IS NULL OR gate = $gate) AND ($reason IS NULL OR reason = $reason) AND ($pid IS NULL OR pid = $pid)
        AND ($since IS NULL OR time >= $since) AND ($subject IS NULL OR instr(lower(subject), lower($subject)) > 0)
        ORDER BY id DESC LIMIT $limit
        """;

    private readonly SqliteConnection _connection;
    private readonly string _path;

    static AuditStore() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    private AuditStore(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    /// <summary>To write it; one that is not there is made.</summary>
    /// <exception cref="AuditStoreException">It is none, of a later version, or cannot be opened.</exception>
    public static AuditStore Open(string path) => Open(path, SqliteOpenMode.ReadWriteCreate, store =>
    {
        store.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
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
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand insert = Command(
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
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("DELETE FROM record WHERE id <= $id", ("$id", dropped.Id));
        Put(dropped);
        transaction.Commit();
    });

    public AuditMark? Mark(string name) => Get(() =>
    {
        using SqliteCommand command = Command("SELECT id, hash, time, signature FROM mark WHERE name = $name", ("$name", name));
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new AuditMark(name, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetFieldValue<byte[]>(3))
            : null;
    });

    /// <summary>The number of the record that has so many after it; null when there are no more than that.</summary>
    public long? IdBefore(long kept) => Get(() =>
    {
        using SqliteCommand command = Command(
            "SELECT id FROM record ORDER BY id DESC LIMIT 1 OFFSET $kept", ("$kept", kept));
        return (long?)command.ExecuteScalar();
    });

    public byte[]? Line(long id) => Get(() =>
    {
        using SqliteCommand command = Command("SELECT line FROM record WHERE id = $id", ("$id", id));
        return (byte[]?)command.ExecuteScalar();
    });

    /// <summary>The latest that match, oldest first.</summary>
    public List<AuditLine> Find(AuditFilter filter, int limit) => Get(() =>
    {
        using SqliteCommand command = Command(
            Matching,
            ("$agent", (object?)(long?)filter.Agent ?? DBNull.Value), ("$action", (object?)filter.Action ?? DBNull.Value),
            ("$gate", (object?)filter.Gate ?? DBNull.Value), ("$reason", (object?)filter.Reason ?? DBNull.Value),
            ("$pid", (object?)(long?)filter.Pid ?? DBNull.Value), ("$since", (object?)filter.Since ?? DBNull.Value),
            ("$subject", (object?)filter.Subject ?? DBNull.Value), ("$limit", limit));
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
        using SqliteCommand command = Command(
            "SELECT id, time, action, agent, pid, gate, reason, subject, line FROM record ORDER BY id");
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            visit(new StoredRecord(
                rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetString(5),
                rows.GetString(6), rows.GetString(7), rows.GetFieldValue<byte[]>(8)));
        }
    });

    public void Dispose() => _connection.Dispose();

    private static AuditStore Open(string path, SqliteOpenMode mode, Action<AuditStore> prepare)
    {
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        AuditStore store = new(connection, path);
        bool isOpen = false;
        try
        {
            store.Do(() =>
            {
                connection.Open();
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

        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute(Schema);
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
        transaction.Commit();
    }

    private long RequireVersion()
    {
        using SqliteCommand command = Command("PRAGMA user_version");
        long version = (long)command.ExecuteScalar()!;
        return version <= SchemaVersion
            ? version
            : throw new AuditStoreException(
                $"{_path}: a later telos wrote it (version {version}, this one knows {SchemaVersion}): use that one");
    }

    private void Put(AuditMark mark) => Execute(
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

    private void Execute(string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = Command(text, values);
        _ = command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Each text is a constant of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
