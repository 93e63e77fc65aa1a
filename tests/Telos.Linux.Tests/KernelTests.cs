using System.Globalization;
using Xunit;

namespace Telos.Linux.Tests;

public sealed class KernelTests
{
    [Theory]
    [InlineData("6.1.0-28-cloud-amd64", 6, 1, 0)]
    [InlineData("6.18.44-fc-v657", 6, 18, 44)]
    [InlineData("6.12+deb13-amd64", 6, 12, 0)]
    [InlineData("6", 6, 0, 0)]
    [InlineData("", 0, 0, 0)]
    [InlineData("next-20260101", 0, 0, 0)]
    public void ParseVersion_TakesTheLeadingNumbers(string release, int major, int minor, int build) =>
        Assert.Equal(new Version(major, minor, build), Kernel.ParseVersion(release));

    [Fact]
    public void Version_IsThatOfTheRunningKernel()
    {
        Assert.Equal(Environment.OSVersion.Version.Major, Kernel.Version.Major);
        Assert.Equal(Environment.OSVersion.Version.Minor, Kernel.Version.Minor);
        string leading = $"{Kernel.Version.Major}.{Kernel.Version.Minor}";
        Assert.StartsWith(leading, Kernel.Release, StringComparison.Ordinal);
    }

    [Fact]
    public void HasFunction_KnowsHooksAndNothingElse()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/btf/vmlinux"), "No vmlinux BTF.");
        Assert.True(Kernel.HasFunction("vfs_read"));
        Assert.False(Kernel.HasFunction("bpf_lsm_no_such_hook"));
        Assert.False(Kernel.HasFunction("task_struct"));
        Kernel.ReleaseBtf();
        Assert.True(Kernel.HasFunction("vfs_read"));
        Kernel.ReleaseBtf();
    }

    [Fact]
    public void TryReadLsmList_AgreesWithSecurityfs()
    {
        Errno error = Kernel.TryReadLsmList(out string[] lsms);
        Assert.Equal(File.Exists("/sys/kernel/security/lsm") ? Errno.None : Errno.ENOENT, error);
        Assert.Equal(error == Errno.None, lsms.Length > 0);
    }

    [Fact]
    public void BootNs_FollowsUptime()
    {
        string uptime = File.ReadAllText("/proc/uptime").Split(' ')[0];
        double seconds = Clock.BootNs() / 1e9;
        Assert.InRange(seconds - double.Parse(uptime, CultureInfo.InvariantCulture), -0.1, 5);
        Assert.True(Clock.BootNs() <= Clock.BootNs());
    }

    [Fact]
    public void LinuxException_SaysCallTargetErrorAndHint()
    {
        LinuxException error = new("open", "/etc/x", Errno.EACCES, "Run as root");
        Assert.Equal("open /etc/x: EACCES (Permission denied). Run as root", error.Message);
        LinuxException plain = new("poll", null, Errno.EBADF);
        Assert.Equal("poll: EBADF (Bad file descriptor)", plain.Message);
        Assert.Equal(Errno.EACCES, error.Error);
    }
}
