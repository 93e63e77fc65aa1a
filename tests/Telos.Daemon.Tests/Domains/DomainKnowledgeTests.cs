using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Telos.Core.Domains.Lists;
using Telos.Daemon.Domains;
using Xunit;

namespace Telos.Daemon.Tests.Domains;

public sealed class DomainKnowledgeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("telos-knowledge-").FullName;
    private readonly List<string> _notes = [];

    private string Index => Path.Combine(_directory, "domains.idx");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Index_NoFile_IsWhatTheProgramWasBuiltWith()
    {
        using DomainKnowledge knowledge = new(Index, _notes.Add);

        Assert.True(knowledge.Index.Count > 10_000);
        Assert.Empty(_notes);
    }

    [Fact]
    public void Refresh_AnotherFile_IsUsedAndABadOneIsNot()
    {
        using DomainKnowledge knowledge = new(Index, _notes.Add);
        DomainIndex before = knowledge.Index;
        Compile("evil.example\n");
        knowledge.Refresh();
        DomainIndex compiled = knowledge.Index;
        File.WriteAllText(Index + ".new", "no index");
        File.Move(Index + ".new", Index, overwrite: true);
        knowledge.Refresh();
        knowledge.Refresh();

        Assert.NotSame(before, compiled);
        Assert.True(compiled.Find("\u0004evil\u0007example\0"u8, out _).Flags.HasFlag(DomainFlags.Blocked));
        Assert.Same(compiled, knowledge.Index);
        Assert.Equal(2, _notes.Count);
        Assert.Contains("names are known now", _notes[0], StringComparison.Ordinal);
        Assert.Contains("stays known", _notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Index_BadFileAtStart_IsWhatTheProgramWasBuiltWith()
    {
        File.WriteAllText(Index, "no index");
        using DomainKnowledge knowledge = new(Index, _notes.Add);

        Assert.True(knowledge.Index.Count > 10_000);
        Assert.Contains("no index of domains", Assert.Single(_notes), StringComparison.Ordinal);
    }

    private void Compile(string lines)
    {
        using DomainStore store = DomainStore.Open(Path.Combine(_directory, "domains.db"));
        using MemoryStream list = new(System.Text.Encoding.ASCII.GetBytes(lines));
        store.Import(
            list, new ImportOptions { Source = "x", Format = ListFormat.Domains, Flags = DomainFlags.Blocked }, now: 1);
        IndexCompiler.Compile(store, Index, now: 1);
    }
}
