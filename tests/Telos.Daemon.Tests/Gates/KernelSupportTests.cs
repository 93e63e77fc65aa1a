using Telos.Daemon.Gates;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class KernelSupportTests
{
    private static readonly string[] s_mounts =
    [
        "proc /proc proc rw 0 0",
        "bpf /sys/fs/bpf bpf rw,nosuid 0 0",
        "tmpfs /sys/fs/bpf/x tmpfs rw 0 0",
        "broken",
        "",
    ];

    [Fact]
    public void MissingLsm_WithoutBpf_SaysHowToBootWithIt() => Assert.Equal(
        "bpf is not in the LSM list (capability,landlock,yama): boot with lsm=landlock,yama,bpf",
        KernelSupport.MissingLsm(["capability", "landlock", "yama"]));

    [Fact]
    public void MissingLsm_WithBpf_IsNull() => Assert.Null(KernelSupport.MissingLsm(["capability", "bpf"]));

    [Theory]
    [InlineData(Errno.None, "Mounted", null)]
    [InlineData(Errno.ENOENT, "Mounted", null)]
    [InlineData(Errno.ENOENT, "Unknown", null)]
    [InlineData(Errno.ENOENT, "NotMounted", "securityfs is not mounted, so nothing tells whether BPF LSM is active: "
        + "mount -t securityfs securityfs /sys/kernel/security")]
    [InlineData(Errno.EACCES, "Mounted",
        "cannot read /sys/kernel/security/lsm (EACCES), so nothing tells whether BPF LSM is active")]
    public void UnknownLsms_IsNullOnlyWhereTheKernelHasTold(Errno error, string securityfs, string? said) =>
        Assert.Equal(said, KernelSupport.UnknownLsms(error, Enum.Parse<SecurityFilesystem>(securityfs)));

    [Theory]
    [InlineData("/sys/fs/bpf", "bpf", true)]
    [InlineData("/sys/fs/bpf", "tmpfs", false)]
    [InlineData("/sys/fs/bpf/x", "bpf", false)]
    [InlineData("/sys/fs", "bpf", false)]
    public void IsMounted_ComparesPointAndType(string mountPoint, string type, bool mounted) =>
        Assert.Equal(mounted, KernelSupport.IsMounted(s_mounts, mountPoint, type));
}
