using System.Diagnostics;
using Telos.Linux.Cgroups;
using Xunit;

namespace Telos.Linux.Tests.Cgroups;

/// <summary>A control group of the test's own with a sleeping process, both gone at the end.</summary>
internal sealed class TestCgroup : IDisposable
{
    private const int DeleteAttemptsMax = 500;
    private readonly List<Process> _children = [];

    public TestCgroup()
    {
        Assert.SkipUnless(CgroupMount.TryFind(out _), "No cgroup2 mount.");
        Group = CgroupDirectory.Create($"telos-test-{Guid.NewGuid():N}");
    }

    public CgroupDirectory Group { get; }

    public Process AddSleeper()
    {
        Process child = Process.Start("sleep", "60");
        _children.Add(child);
        Group.Add(child.Id);
        return child;
    }

    public void Dispose()
    {
        foreach (Process child in _children)
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }

        if (Group.Populated)
        {
            Group.Kill();
        }

        for (int attempt = 0; Group.TryDelete() == Errno.EBUSY && attempt < DeleteAttemptsMax; attempt++)
        {
            Thread.Sleep(10);
        }
    }
}
