using System.Collections.Concurrent;
using System.Diagnostics;
using Telos.Linux.Cgroups;
using Xunit;

namespace Telos.Linux.Tests.Cgroups;

public sealed class CgroupWatchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Emptied_WhenTheLastMemberDies_IsReportedOnce()
    {
        using TestCgroup test = new();
        Process first = test.AddSleeper();
        Process second = test.AddSleeper();
        using BlockingCollection<CgroupDirectory> emptied = [];
        using CgroupWatch watch = new(emptied.Add);
        watch.Add(test.Group);

        first.Kill();
        Assert.False(emptied.TryTake(out _, s_pause));
        second.Kill();
        Assert.True(emptied.TryTake(out CgroupDirectory? group, s_patience));
        Assert.Same(test.Group, group);

        test.AddSleeper().Kill();
        Assert.False(emptied.TryTake(out _, s_pause));
    }

    [Fact]
    public void Emptied_ByKill_IsReportedAndTheGroupCanBeDeletedInTheCallback()
    {
        using TestCgroup test = new();
        test.AddSleeper();
        using BlockingCollection<Errno> deleted = [];
        using CgroupWatch watch = new(group => deleted.Add(group.TryDelete()));
        watch.Add(test.Group);
        test.Group.Kill();
        Assert.True(deleted.TryTake(out Errno error, s_patience));
        Assert.Equal(Errno.None, error);
    }

    [Fact]
    public void Add_OfAGroupThatIsEmptyAlready_IsReported()
    {
        using TestCgroup test = new();
        using BlockingCollection<CgroupDirectory> emptied = [];
        using CgroupWatch watch = new(emptied.Add);
        watch.Add(test.Group);
        Assert.True(emptied.TryTake(out _, s_patience));
    }

    [Fact]
    public void TryAdd_OfADeletedGroup_IsENOENT()
    {
        using TestCgroup test = new();
        using CgroupWatch watch = new(_ => { });
        test.Group.Delete();
        Assert.Equal(Errno.ENOENT, watch.TryAdd(test.Group));
        Assert.Throws<LinuxException>(() => watch.Add(test.Group));
    }

    [Fact]
    public void Emptied_ForManyGroups_IsReportedForEach()
    {
        const int Count = 20;
        List<TestCgroup> tests = [];
        try
        {
            using BlockingCollection<CgroupDirectory> emptied = [];
            using CgroupWatch watch = new(emptied.Add);
            for (int i = 0; i < Count; i++)
            {
                tests.Add(new TestCgroup());
                tests[i].AddSleeper();
                watch.Add(tests[i].Group);
            }

            tests.ForEach(test => test.Group.Kill());
            HashSet<ulong> seen = [];
            while (seen.Count < Count && emptied.TryTake(out CgroupDirectory? group, s_patience))
            {
                Assert.True(seen.Add(group.Id));
            }

            Assert.Equal(tests.Select(test => test.Group.Id).ToHashSet(), seen);
        }
        finally
        {
            tests.ForEach(test => test.Dispose());
        }
    }

    [Fact]
    public void Dispose_WithGroupsStillPopulated_Returns()
    {
        using TestCgroup test = new();
        test.AddSleeper();
        CgroupWatch watch = new(_ => Assert.Fail("Not empty."));
        watch.Add(test.Group);
        watch.Dispose();
    }
}
