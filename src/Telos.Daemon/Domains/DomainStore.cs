using Microsoft.Data.Sqlite;
using Telos.Core.Domains;
using Telos.Core.Domains.Lists;
using Telos.Daemon.Databases;

namespace Telos.Daemon.Domains;

/// <summary>
/// The database of domains (SQLite): what each list says of each name. It is the source of truth; the index is compiled
/// from it.
/// </summary>
public sealed class DomainStore : IDisposable
{
    /// <summary>The list that this program was built with.</summary>
    public const string BuiltIn = "built-in";

    private const int SchemaVersion = 2;
    private const int FirstBadMax = 10;
    private const long SecondsPerDay = 24 * 60 * 60;
    private const int LineBytesMax = 1 << 16;

    private const string Schema = """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 65535), name TEXT NOT NULL UNIQUE, format TEXT NOT NULL,
            licence TEXT NOT NULL, flags INTEGER NOT NULL, category INTEGER NOT NULL, imported INTEGER NOT NULL, life INTEGER,
            names INTEGER NOT NULL, bad_lines INTEGER NOT NULL, registered INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE domain (
            name BLOB NOT NULL, source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE, category INTEGER NOT NULL,
            reputation INTEGER NOT NULL, flags INTEGER NOT NULL, rank INTEGER NOT NULL,
            registered INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (name, source)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>From version 1, whose lists said nothing of ages.</summary>
    private const string AddRegistered = """
        ALTER TABLE source ADD COLUMN registered INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE domain ADD COLUMN registered INTEGER NOT NULL DEFAULT 0;
        """;

    private readonly Database _database;
    private readonly string _path;

    private DomainStore(Database database, string path)
    {
        _database = database;
        _path = path;
    }

    /// <summary>A new database knows what this program was built with.</summary>
    /// <exception cref="DomainStoreException">It is none, of a later version, or cannot be opened.</exception>
    public static DomainStore Open(string path)
    {
        Database database = new(path);
        DomainStore store = new(database, path);
        bool isOpen = false;
        try
        {
            database.Open();
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
            store.Prepare();
            isOpen = true;
            return store;
        }
        catch (SqliteException error)
        {
            throw Fault(path, error);
        }
        finally
        {
            if (!isOpen)
            {
                store.Dispose();
            }
        }
    }

    /// <summary>All of a list, or nothing of it.</summary>
    /// <exception cref="DomainStoreException">The database cannot be written.</exception>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public ImportReport Import(Stream list, ImportOptions options, long now)
    {
        try
        {
            using SqliteTransaction transaction = _database.Begin();
            long source = ReplaceSource(options, now);
            ImportReport report = Insert(list, options, source);
            _database.Execute("UPDATE source SET names = $names, bad_lines = $bad WHERE id = $id",
                ("$names", report.Names), ("$bad", report.BadLines), ("$id", source));
            transaction.Commit();
            return report;
        }
        catch (SqliteException error)
        {
            throw Fault(_path, error);
        }
    }

    /// <returns>Whether there was such a list.</returns>
    /// <exception cref="DomainStoreException">The database cannot be written.</exception>
    public bool Remove(string source)
    {
        try
        {
            return _database.Execute("DELETE FROM source WHERE name = $name", ("$name", source)) > 0;
        }
        catch (SqliteException error)
        {
            throw Fault(_path, error);
        }
    }

    /// <exception cref="DomainStoreException">The database cannot be read.</exception>
    public IReadOnlyList<StoredSource> Sources()
    {
        try
        {
            using SqliteCommand command = _database.Command(
                "SELECT id, name, format, licence, flags, category, imported, life, names, bad_lines, registered "
                + "FROM source ORDER BY id");
            using SqliteDataReader rows = command.ExecuteReader();
            List<StoredSource> sources = [];
            while (rows.Read())
            {
                sources.Add(new StoredSource(
                    (ushort)rows.GetInt64(0),
                    new ImportOptions
                    {
                        Source = rows.GetString(1),
                        Format = Enum.Parse<ListFormat>(rows.GetString(2), ignoreCase: true),
                        Licence = rows.GetString(3),
                        Flags = (DomainFlags)rows.GetInt32(4),
                        Category = (DomainCategory)rows.GetInt32(5),
                        Registered = rows.GetInt32(10),
                        Life = rows.IsDBNull(7) ? null : TimeSpan.FromSeconds(rows.GetInt64(7)),
                    },
                    rows.GetInt64(6), rows.GetInt64(8), rows.GetInt64(9)));
            }

            return sources;
        }
        catch (SqliteException error)
        {
            throw Fault(_path, error);
        }
    }

    /// <summary>How many names, of lists that hold, an index would have.</summary>
    /// <exception cref="DomainStoreException">The database cannot be read.</exception>
    public long CountNames(long now)
    {
        try
        {
            using SqliteCommand command = _database.Command(
                "SELECT count(DISTINCT d.name) FROM domain d JOIN source ON source.id = d.source "
                + "WHERE life IS NULL OR imported + life > $now", ("$now", now));
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException error)
        {
            throw Fault(_path, error);
        }
    }

    /// <summary>Each name once, in the order of its octets, with what the lists that hold say together.</summary>
    /// <param name="source">Of that list alone; null: of all.</param>
    /// <param name="visit">Says whether it goes on.</param>
    /// <exception cref="DomainStoreException">The database cannot be read.</exception>
    public void ForEach(long now, string? source, Func<byte[], DomainRecord, bool> visit)
    {
        try
        {
            using SqliteCommand command = _database.Command(
                "SELECT d.name, d.source, d.category, d.reputation, d.flags, d.rank, d.registered "
                + "FROM domain d JOIN source ON source.id = d.source "
                + "WHERE (life IS NULL OR imported + life > $now) AND ($source IS NULL OR source.name = $source) "
                + "ORDER BY d.name, d.source",
                ("$now", now), ("$source", (object?)source ?? DBNull.Value));
            using SqliteDataReader rows = command.ExecuteReader();
            int today = (int)(now / SecondsPerDay);
            byte[]? name = null;
            MergedRecord merged = default;
            while (rows.Read())
            {
                byte[] next = rows.GetFieldValue<byte[]>(0);
                if (name is null || !next.AsSpan().SequenceEqual(name))
                {
                    if (name is not null && !visit(name, merged.Of(today)))
                    {
                        return;
                    }

                    (name, merged) = (next, default);
                }

                merged.Add(
                    (ushort)rows.GetInt32(1), (DomainCategory)rows.GetInt32(2), rows.GetByte(3), (DomainFlags)rows.GetInt32(4),
                    (uint)rows.GetInt64(5), rows.GetInt32(6));
            }

            if (name is not null)
            {
                _ = visit(name, merged.Of(today));
            }
        }
        catch (SqliteException error)
        {
            throw Fault(_path, error);
        }
    }

    public void Dispose() => _database.Dispose();

    private static DomainStoreException Fault(string path, SqliteException error) =>
        new($"{path}: SQLite says: {error.Message} (move the file away to begin anew)", error);

    private void Prepare()
    {
        long version = _database.Version;
        if (version > SchemaVersion)
        {
            throw new DomainStoreException(
                $"{_path}: a later telos wrote it (version {version}, this one knows {SchemaVersion}): use that one");
        }

        if (version < SchemaVersion)
        {
            _database.Upgrade(version == 0 ? Schema : AddRegistered, SchemaVersion);
        }
    }

    private long ReplaceSource(ImportOptions options, long now)
    {
        _database.Execute("DELETE FROM source WHERE name = $name", ("$name", options.Source));
        _database.Execute(
            "INSERT INTO source (name, format, licence, flags, category, imported, life, names, bad_lines, registered) "
            + "VALUES ($name, $format, $licence, $flags, $category, $now, $life, 0, 0, $registered)",
            ("$name", options.Source),
            ("$format", options.Format.ToString().ToLowerInvariant()),
            ("$licence", options.Licence),
            ("$flags", (int)options.Flags),
            ("$category", (int)options.Category),
            ("$now", now),
            ("$life", options.Life is TimeSpan life ? (long)life.TotalSeconds : DBNull.Value),
            ("$registered", options.Registered));
        using SqliteCommand command = _database.Command("SELECT last_insert_rowid()");
        return (long)command.ExecuteScalar()!;
    }

    private ImportReport Insert(Stream list, ImportOptions options, long source)
    {
        using SqliteCommand insert = _database.Command(
            "INSERT INTO domain (name, source, category, reputation, flags, rank, registered) "
            + "VALUES ($name, $source, $category, $reputation, $flags, $rank, $registered) ON CONFLICT DO NOTHING",
            ("$name", Array.Empty<byte>()), ("$source", source), ("$category", 0), ("$reputation", 0), ("$flags", 0),
            ("$rank", 0L), ("$registered", 0));
        insert.Prepare();
        SqliteParameter[] slots = [.. insert.Parameters.Cast<SqliteParameter>()];
        ListParser parser = new(options.Format);
        LineScan lines = new(list, new byte[LineBytesMax]);
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        List<(int, DomainLineStatus)> firstBad = [];
        (long names, long others, long bad) = (0, 0, 0);
        while (lines.MoveNext())
        {
            ListEntry entry = default;
            DomainLineStatus status = lines.TooLong ? DomainLineStatus.LineTooLong : parser.Parse(lines.Line, name, out entry);
            if (status == DomainLineStatus.Name)
            {
                names += InsertOne(insert, slots, name[..entry.NameLength], entry, options);
            }
            else if (status == DomainLineStatus.OtherRule)
            {
                others++;
            }
            else if (status != DomainLineStatus.Blank)
            {
                bad++;
                if (firstBad.Count < FirstBadMax)
                {
                    firstBad.Add((lines.Number, status));
                }
            }
        }

        return new ImportReport(names, others, bad, firstBad);
    }

    private static int InsertOne(
        SqliteCommand insert, SqliteParameter[] slots, ReadOnlySpan<byte> name, in ListEntry entry, ImportOptions options)
    {
        DomainFlags flags = entry.IsAllowed ? (entry.Flags | DomainFlags.Allowed) & ~DomainFlags.Blocked
            : entry.Flags | options.Flags;
        DomainCategory category = entry.Category == DomainCategory.Unknown ? options.Category : entry.Category;
        slots[0].Value = name.ToArray();
        slots[2].Value = (int)category;
        slots[3].Value = (int)DomainList.ReputationOf(category, flags);
        slots[4].Value = (int)flags;
        slots[5].Value = (long)entry.Rank;
        slots[6].Value = entry.Registered == 0 ? options.Registered : entry.Registered;
        return insert.ExecuteNonQuery();
    }
}
