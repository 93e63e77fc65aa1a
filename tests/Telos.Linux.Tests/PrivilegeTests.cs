using Xunit;

namespace Telos.Linux.Tests;

public sealed class PrivilegeTests
{
    [Fact]
    public void EffectiveSet_IsTheFieldCapEff()
    {
        string[] status = ["CapPrm:\tffffffffffffffff", "CapEff:\t0000008000200000", "CapBnd:\t0"];
        ulong set = Privilege.EffectiveSet(status);
        Assert.Equal((1UL << (int)Capability.CAP_BPF) | (1UL << (int)Capability.CAP_SYS_ADMIN), set);
        Assert.Equal(0UL, Privilege.EffectiveSet(["Name:\tx"]));
    }

    [Fact]
    public void IsRoot_AndCapabilities_AreThoseOfTheTestRun()
    {
        Assert.Equal(Environment.UserName == "root", Privilege.IsRoot);
        Assert.Equal(Privilege.IsRoot, Privilege.CanLoadBpf);
    }
}
