using System.Text;
using Microsoft.Data.Sqlite;
using Telos.Core.Abi;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Telos.Core.Domains.Lists;
using Telos.Daemon.Domains;
using Xunit;

namespace Telos.Daemon.Tests.Domains;

public sealed class DomainStoreTests : IDisposable
{
    private const long Now = 1_790_000_000;
    private readonly string _directory = Directory.CreateTempSubdirectory("telos-domains-").FullName;

    private string Database => Path.Combine(_directory, "domains.db");

    private string Index => Path.Combine(_directory, "domains.idx");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Import_BadLines_AreCountedByNumberAndTheRestSurvives()
    {
        using DomainStore store = DomainStore.Open(Database);
        ImportReport report = Import(store, "one", "evil.example\nbad..name\n\nother.example\n-bad*.example\nevil.example\n");

        Assert.Equal(2, report.Names);
        Assert.Equal(2, report.BadLines);
        Assert.Equal([(2, DomainLineStatus.EmptyLabel), (5, DomainLineStatus.ByteNotAllowed)], report.FirstBad);
        Assert.Equal(2, store.CountNames(Now));
    }

    [Fact]
    public void Import_SameSourceAgain_ReplacesWhatItSaid()
    {
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "one", "evil.example\n");
        Import(store, "one", "other.example\n");

        Assert.Equal(["\u0005other\u0007example\0"], Names(store));
        Assert.Equal(1, store.CountNames(Now));
        Assert.Equal("one", Assert.Single(store.Sources()).List.Source);
    }

    [Fact]
    public void ForEach_ListsThatDisagree_AreMerged()
    {
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "known", "evil.example,mail,,5\n", ListFormat.Csv, DomainFlags.None);
        Import(store, "bad", "evil.example\n", flags: DomainFlags.Malware);
        Import(store, "allowing", "@@||evil.example^\n", ListFormat.Adblock);

        DomainRecord record = Assert.Single(Records(store));
        Assert.Equal(DomainCategory.Mail, record.Category);
        Assert.Equal(DomainFlags.Malware | DomainFlags.Allowed | DomainFlags.Popular, record.Flags);
        Assert.Equal(0, record.Reputation);
        Assert.Equal(2, record.SourceId);
        Assert.Equal(3, record.RankBits);
    }

    [Fact]
    public void ForEach_DaysOfRegistration_AreAgesAndTheLatestCounts()
    {
        int today = (int)(Now / 86_400);
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "table", "a.example,unknown,,,2026-09-20\nb.example,unknown,,\n", ListFormat.Csv, DomainFlags.None);
        using MemoryStream list = new("a.example\nc.example\n"u8.ToArray());
        store.Import(list, new ImportOptions { Source = "new", Format = ListFormat.Domains, Registered = today }, Now);

        Assert.Equal(
            [DomainAge.Of(today, today), default, DomainAge.Of(today, today)], Records(store).Select(record => record.Age));
        store.Remove("new");
        Assert.Equal(DomainAge.Of(today - 1, today), Records(store)[0].Age);
    }

    [Fact]
    public void Open_DatabaseOfVersion1_IsTakenOver()
    {
        // Names the native library, which a plain connection of a test that runs first would lack.
        DomainStore.Open(Path.Combine(_directory, "first.db")).Dispose();
        using (SqliteConnection old = new($"Data Source={Database};Pooling=False"))
        {
            old.Open();
            using SqliteCommand command = old.CreateCommand();
            command.CommandText = """
                CREATE TABLE source (
                    id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 65535), name TEXT NOT NULL UNIQUE, format TEXT NOT NULL,
                    licence TEXT NOT NULL, flags INTEGER NOT NULL, category INTEGER NOT NULL, imported INTEGER NOT NULL,
                    life INTEGER, names INTEGER NOT NULL, bad_lines INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE domain (
                    name BLOB NOT NULL, source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
                    category INTEGER NOT NULL, reputation INTEGER NOT NULL, flags INTEGER NOT NULL, rank INTEGER NOT NULL,
                    PRIMARY KEY (name, source)
                ) STRICT, WITHOUT ROWID;
                INSERT INTO source VALUES (1, 'old', 'domains', '', 0, 0, 1, NULL, 1, 0);
                INSERT INTO domain VALUES (x'046576696c076578616d706c6500', 1, 0, 50, 0, 0);
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        using DomainStore store = DomainStore.Open(Database);
        Assert.Equal(["\u0004evil\u0007example\0"], Names(store));
        Assert.False(Records(store)[0].Age.IsKnown);
        Assert.Equal("old", Assert.Single(store.Sources()).List.Source);
        Import(store, "table", "b.example,unknown,,,2026-09-20\n", ListFormat.Csv, DomainFlags.None);
        Assert.True(Records(store)[0].Age.IsKnown);
    }

    [Fact]
    public void ForEach_VisitorThatHasEnough_IsToldNoMore()
    {
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "one", "a.example\nb.example\nc.example\n");
        int told = 0;
        store.ForEach(Now, null, (_, _) => ++told < 2);

        Assert.Equal(2, told);
    }

    [Fact]
    public void ForEach_ListThatExpired_SaysNothing()
    {
        using DomainStore store = DomainStore.Open(Database);
        using MemoryStream list = new("evil.example\n"u8.ToArray());
        store.Import(list, new ImportOptions { Source = "x", Format = ListFormat.Domains, Life = TimeSpan.FromDays(1) }, Now);

        Assert.Equal(1, store.CountNames(Now + 86_399));
        Assert.Equal(0, store.CountNames(Now + 86_400));
    }

    [Fact]
    public void Remove_Source_TakesItsNamesAlong()
    {
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "one", "evil.example\n");

        Assert.True(store.Remove("one"));
        Assert.False(store.Remove("one"));
        Assert.Equal(0, store.CountNames(Now));
    }

    [Fact]
    public void Compile_Database_IsAnIndexWithItsNamesAndTheBuiltInOnes()
    {
        using DomainStore store = DomainStore.Open(Database);
        Import(store, "one", "evil.example\ngithub.com\n", flags: DomainFlags.Blocked);
        long names = IndexCompiler.Compile(store, Index, Now);
        DomainIndex index = IndexFile.Open(Index);
        DomainPipeline judge = new(index);

        Assert.Equal(names, index.Count);
        Assert.Equal(Verdict.Deny, judge.Judge("\u0003www\u0004evil\u0007example\0"u8, 0).Verdict);
        Assert.Equal(Verdict.Deny, judge.Judge("\u0006github\u0003com\0"u8, 0).Verdict);
        Assert.Equal(Verdict.Allow, judge.Judge("\u0006gitlab\u0003com\0"u8, 0).Verdict);
        Assert.Equal(["one", DomainStore.BuiltIn], index.Sources().Select(source => source.Name));
        Assert.Equal(["domains.db", "domains.idx"], Directory.GetFiles(_directory).Select(Path.GetFileName)
            .Where(name => !name!.EndsWith("-wal", StringComparison.Ordinal) && !name.EndsWith("-shm", StringComparison.Ordinal))
            .Order());
    }

    [Fact]
    public void Compile_IndexCannotBeWritten_SaysSoAndLeavesTheOldOne()
    {
        using DomainStore store = DomainStore.Open(Database);
        DomainStoreException error = Assert.Throws<DomainStoreException>(
            () => IndexCompiler.Compile(store, Path.Combine(_directory, "none", "domains.idx"), Now));

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(Database, "this is no database, whatever its name says");

        DomainStoreException error = Assert.Throws<DomainStoreException>(() => DomainStore.Open(Database));
        Assert.Contains(Database, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "there is no such file")]
    [InlineData("text", "no index of domains")]
    [InlineData("cut", "cut off")]
    [InlineData("damaged", "damaged")]
    public void OpenIndex_WhatCannotBeUsed_SaysWhy(string kind, string why)
    {
        using (DomainStore store = DomainStore.Open(Database))
        {
            IndexCompiler.Compile(store, Index, Now);
        }

        byte[] bytes = File.ReadAllBytes(Index);
        bytes[bytes.Length / 2] ^= 1;
        string path = Path.Combine(_directory, kind);
        File.WriteAllBytes(path, kind switch
        {
            "text" => "telos"u8.ToArray().Concat(new byte[100]).ToArray(),
            "cut" => bytes[..^1],
            _ => bytes,
        });
        if (kind == "none")
        {
            File.Delete(path);
        }

        Assert.Contains(why, Assert.Throws<DomainStoreException>(() => IndexFile.Open(path)).Message, StringComparison.Ordinal);
    }

    private static ImportReport Import(
        DomainStore store, string source, string lines, ListFormat format = ListFormat.Domains,
        DomainFlags flags = DomainFlags.Blocked)
    {
        using MemoryStream list = new(Encoding.ASCII.GetBytes(lines));
        return store.Import(list, new ImportOptions { Source = source, Format = format, Flags = flags }, Now);
    }

    private static List<string> Names(DomainStore store)
    {
        List<string> names = [];
        store.ForEach(Now, null, (name, _) =>
        {
            names.Add(Encoding.ASCII.GetString(name));
            return true;
        });
        return names;
    }

    private static List<DomainRecord> Records(DomainStore store)
    {
        List<DomainRecord> records = [];
        store.ForEach(Now, null, (_, record) =>
        {
            records.Add(record);
            return true;
        });
        return records;
    }
}
