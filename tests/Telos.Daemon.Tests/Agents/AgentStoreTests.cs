using System.Text;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class AgentStoreTests
{
    private static readonly AgentRecord s_record = new(
        7, 1000, "/usr/bin/curl", Mode.Audit, 3, 123456789012345, "fetch a page", 60_000,
        [new ProgramGrant("curl", "named")], [new HostGrant("example.com", 443, Transport.Tcp, "named")],
        [new PathGrant("~/notes", PathAccess.Read | PathAccess.Write, "named")]);

    [Fact]
    public void Save_ThenLoad_GivesTheSameAgent()
    {
        using TempDirectory temp = new();
        AgentStore store = Store(temp);
        store.Save(s_record);
        AgentRecord loaded = store.Load(7)!;
        Assert.Equal([new ProgramGrant("curl", "named")], loaded.Programs);
        Assert.Equal([new HostGrant("example.com", 443, Transport.Tcp, "named")], loaded.Hosts);
        Assert.Equal([new PathGrant("~/notes", PathAccess.Read | PathAccess.Write, "named")], loaded.Paths);
        AgentRecord rest = loaded with { Programs = s_record.Programs, Hosts = s_record.Hosts, Paths = s_record.Paths };
        Assert.Equal(s_record, rest);
        Assert.Equal(TimeSpan.FromMinutes(1), loaded.ToPolicy().Ttl);
    }

    [Fact]
    public void Save_Again_ReplacesItAndLeavesNothingElse()
    {
        using TempDirectory temp = new();
        AgentStore store = Store(temp);
        store.Save(s_record);
        store.Save(s_record with { Generation = 4 });
        Assert.Equal(4u, store.Load(7)!.Generation);
        Assert.Equal(["7"], Directory.GetFiles(temp.File("agents")).Select(Path.GetFileName));
    }

    [Fact]
    public void Load_OfAnUnknownOrDeletedAgent_IsNull()
    {
        using TempDirectory temp = new();
        AgentStore store = Store(temp);
        Assert.Null(store.Load(7));
        store.Save(s_record);
        store.Delete(7);
        store.Delete(7);
        Assert.Null(store.Load(7));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":7,"uid":0,"command":null}""")]
    public void Load_OfAnotherRecord_NamesItAndSaysWhatToDo(string content)
    {
        using TempDirectory temp = new();
        Directory.CreateDirectory(temp.File("agents"));
        TwoSlotFile.Write(temp.File("agents/7"), 1, Encoding.UTF8.GetBytes(content));
        AssertDamaged(temp);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public void Load_OfADamagedFile_NamesItAndSaysWhatToDo(string content)
    {
        using TempDirectory temp = new();
        Directory.CreateDirectory(temp.File("agents"));
        temp.Write("agents/7", content);
        AssertDamaged(temp);
    }

    private static void AssertDamaged(TempDirectory temp)
    {
        DaemonException error = Assert.Throws<DaemonException>(() => Store(temp).Load(7));
        Assert.StartsWith($"{temp.Path}/agents/7 is damaged (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("): telos stop --kill-agents ends the agents", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counter_StartsAtZeroAndIsKept()
    {
        using TempDirectory temp = new();
        Assert.Equal(0u, Store(temp).LoadCounter());
        Store(temp).SaveCounter(4_294_967_295);
        Assert.Equal(4_294_967_295u, Store(temp).LoadCounter());
    }

    private static AgentStore Store(TempDirectory temp) => new(temp.File("agents"), temp.File("last_agent_id"));
}
