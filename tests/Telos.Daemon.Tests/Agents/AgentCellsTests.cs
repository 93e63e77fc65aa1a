using Telos.Core.Abi;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class AgentCellsTests : IDisposable
{
    private static readonly FileId s_file = new() { Inode = 7 };

    private readonly KernelGates _gates = new();
    private readonly AgentCells _cells;

    public AgentCellsTests()
    {
        _cells = new AgentCells(_gates.Maps);
        _cells.Add(1, Taint.Low, cell: 0);
        _cells.Add(2, Taint.Clean, cell: 1);
        _cells.Add(3, Taint.Clean, cell: 2);
        _cells.Add(4, Taint.Clean, cell: 0);
    }

    [Fact]
    public void Raise_OfAnAgentInACell_RaisesAllThatShareMemoryWithIt_AndNobodyElse()
    {
        Assert.True(_cells.Raise(3, Taint.High));
        uint[] ids = [1, 2, 3, 4];
        Assert.Equal([Taint.High, Taint.High, Taint.High, Taint.Clean], ids.Select(_cells.TaintOf));

        // Its own stays, whatever becomes of its cell.
        Assert.Equal(Taint.High, _cells.StateOf(3).Taint);
        Assert.Equal(Taint.Clean, _cells.StateOf(2).Taint);
    }

    [Fact]
    public void Add_OfATaintedAgentToACell_RaisesTheCell()
    {
        _cells.Add(5, Taint.High, cell: 3);
        Assert.Equal(Taint.High, _cells.TaintOf(5));
        Assert.Equal(Taint.High, _cells.TaintOf(1));
    }

    [Theory]
    [InlineData(Taint.Clean)]
    [InlineData(Taint.Low)]
    public void Raise_ToNoMoreThanThereIs_ChangesNothing(Taint level)
    {
        Assert.False(_cells.Raise(1, level));
        Assert.Equal(Taint.Low, _cells.TaintOf(1));
    }

    // Its slot may be another's, whose taint is none of its business.
    [Fact]
    public void Raise_OfAnAgentWithoutState_RaisesNobody()
    {
        Assert.False(_cells.Raise(4 + KernelAbi.TELOS_AGENTS_MAX, Taint.Critical));
        Assert.Equal(Taint.Clean, _cells.TaintOf(4));
    }

    [Fact]
    public async Task Raise_ByManyAtOnce_LosesNone()
    {
        Taint[] levels = [Taint.Low, Taint.Medium, Taint.High, Taint.Critical];
        for (int turn = 0; turn < 50; turn++)
        {
            _cells.Add(4, Taint.Clean, cell: 0);
            bool[] rose = await Task.WhenAll(levels.Select(level => Task.Run(() => _cells.Raise(4, level))));
            Assert.Equal(Taint.Critical, _cells.TaintOf(4));
            Assert.True(rose[^1]);
        }
    }

    // As the gates do it: the object first, then the count.
    [Fact]
    public void HasTaintedObjects_AfterOneWasNoted_IsAskedAgain()
    {
        Assert.False(_cells.HasTaintedObjects());
        Assert.False(_cells.HasTaintedObjects());
        _gates.Maps.Objects.Set(s_file, new SharedObject { Taint = Taint.High });
        _gates.Maps.ObjectsNoted.Set(KernelAbi.TELOS_NOTED_TAINTED, 1);
        Assert.True(_cells.HasTaintedObjects());
        _gates.Maps.Objects.Delete(s_file);
        Assert.False(_cells.HasTaintedObjects());
    }

    // One that was there untainted is raised where it is, and counted.
    [Fact]
    public void HasTaintedObjects_WhenOneThatWasThereIsTainted_IsSeen()
    {
        _gates.Maps.Objects.Set(s_file, new SharedObject { AgentId = 1 });
        Assert.False(_cells.HasTaintedObjects());
        _gates.Maps.Objects.Set(s_file, new SharedObject { AgentId = 1, Taint = Taint.Low });
        _gates.Maps.ObjectsNoted.Set(KernelAbi.TELOS_NOTED_TAINTED, 1);
        Assert.True(_cells.HasTaintedObjects());
    }

    [Fact]
    public void HasTaintedObjects_AfterTheDaemonPutOneThere_IsAskedAgain()
    {
        Assert.False(_cells.HasTaintedObjects());
        _gates.Maps.Objects.Set(s_file, new SharedObject { AgentId = 1, Taint = Taint.Low });
        _cells.Added();
        Assert.True(_cells.HasTaintedObjects());
    }

    public void Dispose() => _gates.Dispose();
}
