using Telos.Linux.Bpf;
using Telos.Linux.Sockets;
using Telos.Linux.Tests.Ring;
using Telos.Linux.Tests.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Bpf;

public sealed class XdpLinkTests
{
    [Theory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void TryAttachXdp_PutsTheProgramOnAnInterfaceUntilTheLinkIsGone(XdpMode mode)
    {
        using RingProducer producer = new();
        using BpfProgramHandle program = producer.Object.Program("produce").Open();
        using PrivateNetwork network = new();
        network.Run(() =>
        {
            Assert.Equal(Errno.None, NetworkDevice.TryIndexOf(PrivateNetwork.Device, out int index));
            Assert.Equal(PrivateNetwork.Device, NetworkDevice.NameOf(index));
            Assert.Equal(Errno.None, program.TryAttachXdp(index, mode, out BpfLinkHandle? link));
            using (link)
            {
                BpfLinkFacts facts = link!.Facts();
                Assert.Equal((BpfLinkType.BPF_LINK_TYPE_XDP, (uint)index), (facts.Type, facts.InterfaceIndex));
                Assert.Equal(Errno.EBUSY, program.TryAttachXdp(index, mode, out BpfLinkHandle? second));
                Assert.Null(second);
            }

            Assert.Equal(Errno.None, program.TryAttachXdp(index, mode, out BpfLinkHandle? again));
            again!.Dispose();
        });
    }

    [Fact]
    public void Addresses_AreThoseOfThisNetworkNamespace()
    {
        using PrivateNetwork network = new();
        network.Run(() => Assert.Equal(
            ["127.0.0.1", "::1", "fd00:7::1", "fd00:7::2", "fe80::7"],
            NetworkDevice.Addresses().Select(address => $"{address}").Order(StringComparer.Ordinal).Distinct()
                .Where(address => !address.StartsWith("fe80", StringComparison.Ordinal) || address == "fe80::7")));
    }

    [Fact]
    public void NetworkDevice_ThatIsNotThere_IsSaid()
    {
        Assert.Equal(Errno.ENODEV, NetworkDevice.TryIndexOf("telos-no-such", out _));
        Assert.Null(NetworkDevice.NameOf(int.MaxValue));
    }
}
