using Telos.Daemon.Doctor;
using Xunit;

namespace Telos.Daemon.Tests.Doctor;

public sealed class MachineCheckTests
{
    private const string Parameter = "lsm=landlock,yama,bpf";
    private static readonly string[] s_without = ["capability", "landlock", "yama"];

    [Theory]
    [InlineData("/usr/sbin/grubby /etc/default/grub", "grubby --update-kernel=ALL --args=lsm=landlock,yama,bpf && reboot")]
    [InlineData("/etc/default/grub /usr/sbin/update-grub",
        "sed -i 's/^GRUB_CMDLINE_LINUX=\"/&lsm=landlock,yama,bpf /' /etc/default/grub && update-grub && reboot")]
    [InlineData("/etc/kernel/cmdline",
        "sed -i '1s/$/ lsm=landlock,yama,bpf/' /etc/kernel/cmdline && kernel-install add-all && reboot")]
    [InlineData("", "add lsm=landlock,yama,bpf to the kernel's command line where this machine's boot loader has it, and reboot")]
    public void CommandFor_GoesByWhatThereIs(string files, string command) =>
        Assert.Equal(command, new BootLoader(path => files.Split(' ').Contains(path)).CommandFor(Parameter));

    [Fact]
    public void Lsm_WithBpf_IsOk() =>
        Assert.Equal(FindingState.Ok, MachineCheck.LsmFinding(["capability", "bpf"], "6.12.1", null, Nothing()).State);

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public void Lsm_WithoutBpf_SaysTheParameterWithAllOthers(bool? isBuiltIn)
    {
        Finding finding = MachineCheck.LsmFinding(s_without, "6.12.1", isBuiltIn, Nothing());
        Assert.Equal(FindingState.Missing, finding.State);
        Assert.Contains(Parameter, finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Lsm_OfAKernelThatCannot_IsNoMatterOfAParameter()
    {
        Finding finding = MachineCheck.LsmFinding(s_without, "6.12.1", isBuiltIn: false, Nothing());
        Assert.Equal((FindingState.Missing, null), (finding.State, finding.Mend));
        Assert.Contains("CONFIG_BPF_LSM", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void HasOption_IsOfTheWholeLine()
    {
        Assert.True(MachineCheck.HasOption(["CONFIG_BPF=y", "CONFIG_BPF_LSM=y"], "CONFIG_BPF_LSM"));
        Assert.False(MachineCheck.HasOption(["CONFIG_BPF_LSM=n", "# CONFIG_BPF_LSM is not set"], "CONFIG_BPF_LSM"));
        Assert.Null(MachineCheck.HasOption(null, "CONFIG_BPF_LSM"));
    }

    [Fact]
    public void Look_FindsEachThingOnce()
    {
        IReadOnlyList<Finding> findings = MachineCheck.Look(isRunning: false);
        Assert.Equal(findings.Count, findings.Select(finding => finding.Name).Distinct().Count());
        Assert.Contains(findings, finding => finding is { Name: "kernel", State: FindingState.Ok });
    }

    private static BootLoader Nothing() => new(_ => false);
}
