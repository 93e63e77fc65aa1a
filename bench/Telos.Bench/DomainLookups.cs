using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>
/// What is asked of an index of a million names, at random, so that the processor's caches help as little as in life.
/// </summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The cleanup of the benchmark disposes it.")]
public class DomainLookups
{
    private const int Million = 1_000_000;
    private const int Asked = 1 << 16;
    private const int Warm = 1 << 8;

    private readonly byte[][] _keys = new byte[Asked][];
    private readonly PackedNames _unknown = new(MadeNames.Names(MadeNames.Labels(Asked, seed: 7), seed: 8));
    private readonly PackedNames _few = new(MadeNames.Names(MadeNames.Labels(Warm, seed: 10), seed: 11));
    private PackedNames _asked = null!;
    private DomainIndex _index = null!;
    private DomainPipeline _pipeline = null!;
    private SqliteConnection _connection = null!;
    private SqliteCommand _select = null!;
    private SqliteParameter _name = null!;
    private int _next;

    [GlobalSetup]
    public void Build()
    {
        byte[][] names = MadeNames.Names(MadeNames.Labels(Million, seed: 1), seed: 2);
        string[] brands = [.. MadeNames.Labels(300, seed: 9)];
        _index = MadeNames.Open(MadeNames.Index(names, brands));
        _pipeline = new DomainPipeline(_index);
        Random random = new(3);
        for (int i = 0; i < Asked; i++)
        {
            _keys[i] = names[random.Next(Million)];
        }

        _asked = new PackedNames(_keys);

        BuildDatabase(names);
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark]
    public int RegistrableDomain() => _index.Suffixes.FindRegistrable(_asked.Next(), SuffixSections.IcannAndPrivate);

    [Benchmark]
    public int KnownName()
    {
        _index.Find(_asked.Next(), out int offset);
        return offset;
    }

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public object? SqliteSelect()
    {
        _name.Value = _keys[_next++ & (Asked - 1)];
        return _select.ExecuteScalar();
    }

    /// <summary>Names that nobody asked before, unlike any: the longest way through all stages.</summary>
    [Benchmark]
    public int PipelineCold() => _pipeline.Judge(_unknown.Next(), 0).Score;

    [Benchmark]
    public int PipelineWarm() => _pipeline.Judge(_few.Next(), 0).Score;

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
