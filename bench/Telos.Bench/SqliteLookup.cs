using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Telos.Bench;

/// <summary>What <see cref="DomainLookups.KnownName"/> is compared with: the same questions to a table in memory.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The cleanup of the benchmark disposes it.")]
public class SqliteLookup
{
    private byte[][] _keys = null!;
    private SqliteConnection _connection = null!;
    private SqliteCommand _select = null!;
    private SqliteParameter _name = null!;
    private int _next;

    [GlobalSetup]
    public void Build()
    {
        byte[][] names = DomainLookups.Known();
        _keys = DomainLookups.AskedOf(names);
        BuildDatabase(names);
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public object? SqliteSelect()
    {
        _name.Value = _keys[_next++ & (_keys.Length - 1)];
        return _select.ExecuteScalar();
    }

    private void BuildDatabase(byte[][] names)
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        using (SqliteTransaction transaction = _connection.BeginTransaction())
        {
            using SqliteCommand create = _connection.CreateCommand();
            create.CommandText = "CREATE TABLE domain (name BLOB PRIMARY KEY, flags INTEGER) WITHOUT ROWID";
            create.ExecuteNonQuery();
            using SqliteCommand insert = _connection.CreateCommand();
            insert.CommandText = "INSERT OR IGNORE INTO domain VALUES ($name, 1)";
            SqliteParameter name = insert.Parameters.Add("$name", SqliteType.Blob);
            foreach (byte[] each in names)
            {
                name.Value = each;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        _select = _connection.CreateCommand();
        _select.CommandText = "SELECT flags FROM domain WHERE name = $name";
        _name = _select.Parameters.Add("$name", SqliteType.Blob);
        _select.Prepare();
    }
}
