using System.Net;
using Telos.Core.Abi;
using Telos.Daemon.Hyperion;
using Telos.Daemon.Tests.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Ring;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

/// <summary>Packets in, verdicts out, by BPF_PROG_TEST_RUN of the product's own object; nothing is attached.</summary>
public sealed class HyperionProgramTests : IDisposable
{
    private const uint Drop = 1;
    private const uint Pass = 2;
    private const string Bad4 = "198.51.100.66";
    private const string Good4 = "198.51.100.67";
    private const string Bad6 = "2001:db8::66";
    private const string Good6 = "2001:db8::67";

    private readonly KernelGates _gates = new();
    private readonly BpfObject _image;
    private readonly BpfProgram _program;
    private readonly BlockMaps _maps;

    public HyperionProgramTests()
    {
        _image = HyperionLinks.Open(_gates.Maps.Handle);
        _image.Load();
        _program = _image.Program("telos_hyperion");
        _maps = BlockMaps.Of(_gates.Maps);
        _maps.Announce(anyFour: true, anySix: true);
    }

    public void Dispose()
    {
        _image.Dispose();
        _gates.Dispose();
    }

    [Theory]
    [InlineData(Bad4, "", Drop)]
    [InlineData(Good4, "", Pass)]
    [InlineData(Bad6, "", Drop)]
    [InlineData(Good6, "", Pass)]
    [InlineData(Bad4, "81000007", Drop)]
    [InlineData(Good4, "81000007", Pass)]
    [InlineData(Bad6, "88a8000781000007", Drop)]
    [InlineData(Bad4, "810000078100000781000007", Pass)]
    public void Packet_FromAListedAddress_IsDropped(string source, string tags, uint verdict)
    {
        Block(Bad4);
        Block(Bad6);
        Assert.Equal(verdict, Run(Frame(source, tags)));
        Assert.Equal(verdict == Drop ? 1UL : 0, Count(XdpStat.Dropped4) + Count(XdpStat.Dropped6));
        Assert.Equal(verdict == Pass ? 1UL : 0, Count(XdpStat.Passed));
    }

    [Theory]
    [InlineData(Bad4)]
    [InlineData(Bad6)]
    public void Packet_ToAListedAddress_Passes(string destination)
    {
        Block(destination);
        byte[] frame = Frame(destination == Bad4 ? Good4 : Good6, "", destination);
        Assert.Equal(Pass, Run(frame));
    }

    [Theory]
    [InlineData(false, true, Bad4)]
    [InlineData(true, false, Bad6)]
    public void Packet_OfAFamilyThatHasNoList_IsNotLookedUp(bool four, bool six, string source)
    {
        Block(source);
        _maps.Announce(four, six);
        Assert.Equal(Pass, Run(Frame(source)));
        _maps.Announce(anyFour: true, anySix: true);
        Assert.Equal(Drop, Run(Frame(source)));
    }

    [Fact]
    public void Packet_AfterItsBlocksEnd_Passes()
    {
        Block(Bad4, expiresNs: Clock.BootNs() + 200_000_000);
        Assert.Equal(Drop, Run(Frame(Bad4)));
        Assert.True(SpinWait.SpinUntil(() => Run(Frame(Bad4)) == Pass, TimeSpan.FromSeconds(5)));
        Assert.True(Count(XdpStat.Expired) > 0);
    }

    [Theory]
    [InlineData(0, 0, Pass)]
    [InlineData(0, KernelAbi.TELOS_GUARD_FIRM, Pass)]
    [InlineData(KernelAbi.TELOS_BLOCK_FIRM, 0, Drop)]
    [InlineData(KernelAbi.TELOS_BLOCK_FIRM, KernelAbi.TELOS_GUARD_FIRM, Pass)]
    public void Packet_OfAGuardedAddress_PassesUnlessTheOperatorBlockedWhatIsGranted(uint block, uint guard, uint verdict)
    {
        foreach (string address in (string[])[Bad4, Bad6])
        {
            Block(address, flags: (ushort)block);
            _maps.TrySetGuard(Of(address), new BlockGuard { ExpiresNs = ulong.MaxValue, Flags = guard });
            Assert.Equal(verdict, Run(Frame(address)));
        }

        Assert.Equal(verdict == Pass ? 2UL : 0, Count(XdpStat.Guarded));
    }

    [Fact]
    public void Packet_OfAGuardThatHasEnded_IsDropped()
    {
        Block(Bad4);
        _maps.TrySetGuard(Of(Bad4), new BlockGuard { ExpiresNs = Clock.BootNs() });
        Assert.Equal(Drop, Run(Frame(Bad4)));
    }

    [Theory]
    [InlineData(Bad4, 33, 0x45)]
    [InlineData(Bad4, 60, 0x65)]
    [InlineData(Bad6, 53, 0x60)]
    [InlineData(Bad6, 60, 0x40)]
    public void Packet_ThatIsCutOrOfAnotherVersion_PassesAndIsCounted(string source, int length, byte version)
    {
        Block(source);
        byte[] frame = Frame(source);
        Assert.Equal(Drop, Run(frame));
        frame[14] = version;
        Assert.Equal(Pass, Run(frame.AsSpan(0, length)));
        Assert.Equal(1UL, Count(XdpStat.Malformed));
    }

    [Fact]
    public void Packet_OfNeitherFamily_Passes()
    {
        Block(Bad4);
        byte[] arp = Frame(Bad4);
        (arp[12], arp[13]) = (0x08, 0x06);
        Assert.Equal(Pass, Run(arp));
        Assert.Equal(Pass, Run(Frame(Bad4, "81000007").AsSpan(0, 17)));
        Assert.Equal((1UL, 1UL), (Count(XdpStat.Passed), Count(XdpStat.Malformed)));
    }

    [Fact]
    public void Packets_OfOneAddress_AreAllCountedAndOnceASecondTold()
    {
        Block(Bad4);
        Assert.Equal(Drop, _program.TestRun(Frame(Bad4), repeat: 1000).Value);
        Assert.True(_maps.TryGet(Of(Bad4), out Block entry));
        Assert.Equal(1000UL, entry.Hits);
        Assert.Equal(1000UL, Count(XdpStat.Dropped4));

        using RingReader reader = RingReader.Open(_gates.Maps.Events);
        NetworkEvents events = new();
        reader.Drain(ref events);
        Assert.InRange(events.All.Count, 1, 2);
        EventNetwork told = events.All[0];
        Assert.Equal(
            (Reason.NetBlocked, NetOperation.Arrive, 0u, Verdict.Deny, (ushort)17),
            (told.Header.Reason, told.Operation, told.Header.AgentId, told.Header.Verdict, told.Protocol));
        Assert.Equal(IPAddress.Parse(Bad4).MapToIPv6(), new IPAddress(told.AddressBytes));
    }

    [Fact]
    public void Packets_OfManyAddresses_AreToldUpToABoundASecond()
    {
        const int Addresses = 2000;
        for (int i = 0; i < Addresses; i++)
        {
            IPAddress address = new([203, 0, (byte)(i >> 8), (byte)i]);
            _maps.TrySet(BlockedAddress.Of(address), new Block { ExpiresNs = ulong.MaxValue });
            Assert.Equal(Drop, Run(Frame(address.ToString())));
        }

        using RingReader reader = RingReader.Open(_gates.Maps.Events);
        NetworkEvents events = new();
        reader.Drain(ref events);
        Assert.InRange(events.All.Count, 64, Addresses - 1);
        Assert.Equal((ulong)Addresses, (ulong)events.All.Count + Count(XdpStat.Untold));
    }

    [Fact]
    public void Probe_IsBlockedWhileItRunsAndNeverTold()
    {
        _maps.Announce(anyFour: false, anySix: false);
        BlockList list = new(_maps);
        Assert.Equal(Drop, list.WhileBlocked(XdpProbe.BlockedAddress, () => Run(XdpProbe.BlockedFrame)));
        Assert.Equal(Pass, list.WhileBlocked(XdpProbe.BlockedAddress, () => Run(XdpProbe.OtherFrame)));
        Assert.Equal(1UL, Count(XdpStat.Dropped4));
        Assert.Equal(Pass, Run(XdpProbe.BlockedFrame));
        Assert.Empty(_maps.Addresses());

        using RingReader reader = RingReader.Open(_gates.Maps.Events);
        NetworkEvents events = new();
        reader.Drain(ref events);
        Assert.Empty(events.All);
    }

    [Fact]
    public void Probe_WithoutRoomInTheList_IsNotRun()
    {
        for (uint i = 1; i <= KernelAbi.TELOS_BLOCKS_MAX; i++)
        {
            Assert.Equal(Errno.None, _maps.TrySet(BlockedAddress.Of(i), new Block { ExpiresNs = ulong.MaxValue }));
        }

        uint? verdict = new BlockList(_maps).WhileBlocked<uint>(
            XdpProbe.BlockedAddress, () => throw new InvalidOperationException("it ran"));
        Assert.Null(verdict);
    }

    private static BlockedAddress Of(string address) => BlockedAddress.Of(IPAddress.Parse(address));

    private static byte[] Frame(string source, string tags = "", string? destination = null)
    {
        IPAddress from = IPAddress.Parse(source);
        bool isV6 = from.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        IPAddress to = IPAddress.Parse(destination ?? (isV6 ? "2001:db8::1" : "192.0.2.1"));
        byte[] header = isV6
            ? [0x60, 0, 0, 0, 0, 8, 17, 64, .. from.GetAddressBytes(), .. to.GetAddressBytes()]
            : [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, .. from.GetAddressBytes(), .. to.GetAddressBytes()];
        byte[] type = isV6 ? [0x86, 0xdd] : [0x08, 0x00];
        return [.. new byte[12], .. Convert.FromHexString(tags), .. type, .. header, .. new byte[64]];
    }

    private uint Run(ReadOnlySpan<byte> frame) => _program.TestRun(frame).Value;

    private ulong Count(XdpStat stat) => _gates.Maps.XdpStats.SumPerCpu((uint)stat);

    private void Block(string address, ulong expiresNs = ulong.MaxValue, ushort flags = 0) =>
        Assert.Equal(Errno.None, _maps.TrySet(Of(address), new Block { ExpiresNs = expiresNs, Flags = flags }));
}
