using Telos.Core.Adjudication;
using Xunit;

namespace Telos.Core.Tests.Adjudication;

public sealed class DenialMemoryTests
{
    [Fact]
    public void Find_KnowsADenialForTheSameGoalAndSubject_UntilItEnds()
    {
        DenialMemory memory = new(4);
        memory.Add("debug it", "gdb", "no", untilNs: 100);
        Assert.Equal("no", memory.Find("debug it", "gdb", 99));
        Assert.Null(memory.Find("debug it", "gdb", 100));
        Assert.Null(memory.Find("debug it ", "gdb", 50));
        Assert.Null(memory.Find("debug it", "strace", 50));
    }

    [Fact]
    public void Add_WhenFull_ForgetsWhatEndsFirst()
    {
        DenialMemory memory = new(2);
        memory.Add("a", "x", "", 300);
        memory.Add("b", "x", "", 100);
        memory.Add("c", "x", "", 200);
        Assert.Equal(2, memory.Count);
        Assert.Null(memory.Find("b", "x", 1));
        memory.Add("a", "x", "again", 400);
        Assert.Equal("again", memory.Find("a", "x", 350));
        Assert.NotNull(memory.Find("c", "x", 1));
    }

    [Fact]
    public void Add_WithoutRoom_RemembersNothing()
    {
        DenialMemory memory = new(0);
        memory.Add("a", "x", "", 300);
        Assert.Equal(0, memory.Count);
    }
}
