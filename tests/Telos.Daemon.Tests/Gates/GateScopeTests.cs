using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class GateScopeTests
{
    [Theory]
    [InlineData(WithoutLsm.Refuse)]
    [InlineData(WithoutLsm.Network)]
    public void Choose_WithBpfLsm_IsAllWhateverTheOperatorChose(WithoutLsm without)
    {
        GateScope scope = GateScope.Choose(missingLsm: null, without);
        Assert.Null(scope.Cause);
        Assert.Empty(scope.Off);
    }

    [Fact]
    public void Choose_WithoutItAndRefuse_SaysWhyAndWhatElseThereIs()
    {
        UnsupportedException error = Assert.Throws<UnsupportedException>(
            () => GateScope.Choose("bpf is not in the LSM list", WithoutLsm.Refuse));
        Assert.Equal(
            "bpf is not in the LSM list (execution.without_lsm: network in /etc/telos/policy.yaml holds the network alone)",
            error.Message);
    }

    [Fact]
    public void Choose_WithoutItAndNetwork_TellsWhatIsOff()
    {
        GateScope scope = GateScope.Choose("bpf is not in the LSM list", WithoutLsm.Network);
        Assert.Equal("bpf is not in the LSM list", scope.Cause);
        Assert.Equal(
            ["lineage", "exec", "memory", "unix", "sockets", "file", "flow", "tamper", "kernel"],
            scope.Off.Select(gate => gate.Gate));
    }
}
