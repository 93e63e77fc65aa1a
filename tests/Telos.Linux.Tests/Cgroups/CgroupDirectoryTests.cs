using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Cgroups;
using Xunit;

namespace Telos.Linux.Tests.Cgroups;

public sealed class CgroupDirectoryTests
{
    [Fact]
    public void Id_IsTheInodeNumberOfTheDirectory()
    {
        using TestCgroup test = new();
        using Process stat = Process.Start(
            new ProcessStartInfo("stat", ["-c", "%i", test.Group.Path]) { RedirectStandardOutput = true })!;
        string inode = stat.StandardOutput.ReadToEnd().Trim();
        Assert.Equal(inode, test.Group.Id.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Create_OfOneThatExists_OpensIt()
    {
        using TestCgroup test = new();
        Assert.Equal(test.Group.Id, CgroupDirectory.Create(test.Group.Path).Id);
        Assert.Equal(test.Group.Id, CgroupDirectory.Open(Path.GetFileName(test.Group.Path)).Id);
        Assert.Equal(test.Group.Path, CgroupDirectory.Create(test.Group.Path + "/").Path);
    }

    [Fact]
    public void Add_ThenKill_PopulatesAndEmptiesTheGroup()
    {
        using TestCgroup test = new();
        Assert.False(test.Group.Populated);
        Process child = test.AddSleeper();
        Assert.True(test.Group.Populated);
        string group = Path.GetFileName(test.Group.Path);
        Assert.Contains($"/{group}", File.ReadAllText($"/proc/{child.Id}/cgroup"), StringComparison.Ordinal);
        Assert.Equal(Errno.EBUSY, test.Group.TryDelete());

        test.Group.Kill();
        Assert.True(child.WaitForExit(10_000));
        Assert.False(test.Group.Populated);
        test.Group.Delete();
        Assert.False(Directory.Exists(test.Group.Path));
        Assert.False(test.Group.Populated);
        Assert.Equal(Errno.None, test.Group.TryDelete());
    }

    [Fact]
    public void TryPathOf_IsWhereTheProcessIs()
    {
        using TestCgroup test = new();
        Process child = test.AddSleeper();
        Assert.True(CgroupDirectory.TryPathOf(child.Id, out string path));
        Assert.Equal(test.Group.Path, path);
        Assert.False(CgroupDirectory.TryPathOf((1 << 22) + 1, out _));
    }

    [Fact]
    public void TryAdd_OfNoProcess_IsESRCH()
    {
        using TestCgroup test = new();
        Assert.Equal(Errno.ESRCH, test.Group.TryAdd((1 << 22) + 1));
        Assert.Throws<LinuxException>(() => test.Group.Add((1 << 22) + 1));
    }

    [Fact]
    public void Open_OfOneThatIsNotThere_IsENOENT()
    {
        Assert.SkipUnless(CgroupMount.TryFind(out _), "No cgroup2 mount.");
        LinuxException error = Assert.Throws<LinuxException>(() => CgroupDirectory.Open("telos-test-none"));
        Assert.Equal(Errno.ENOENT, error.Error);
        Assert.Equal(
            Errno.ENOENT,
            Assert.Throws<LinuxException>(() => CgroupDirectory.Create("telos-test-none/child")).Error);
    }

    [Fact]
    public void OpenHandle_IsTheDirectory()
    {
        using TestCgroup test = new();
        using SafeFileHandle handle = test.Group.OpenHandle();
        Assert.False(handle.IsInvalid);
    }
}
