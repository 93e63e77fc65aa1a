using Telos.Linux.Bpf;
using Telos.Linux.Tests.Ring;
using Xunit;

namespace Telos.Linux.Tests.Bpf;

public sealed class BpfObjectTests
{
    private static readonly byte[] s_packet = new byte[64];

    [Fact]
    public void Programs_AreNamedWithTheirSections()
    {
        using BpfObject opened = BpfObject.Open(RingProducer.Elf(), "ring_producer");
        Assert.Equal(["produce", "inspect", "unchecked"], opened.Programs.Select(program => program.Name));
        Assert.All(opened.Programs, program => Assert.Equal("xdp", program.SectionName));
    }

    [Fact]
    public void Open_OfSomethingElse_IsRefusedAndNamed()
    {
        LinuxException error = Assert.Throws<LinuxException>(() => BpfObject.Open("not an object"u8, "junk"));
        Assert.Equal("bpf_object__open_mem", error.Call);
        Assert.Equal("junk", error.Target);
        Assert.NotEqual(Errno.None, error.Error);
    }

    [Fact]
    public void Load_OfAProgramThatDoesNotVerify_GivesTheVerifiersReason()
    {
        using BpfObject opened = BpfObject.Open(RingProducer.Elf(), "ring_producer");
        LinuxException error = Assert.Throws<LinuxException>(opened.Load);
        Assert.Equal(Errno.EACCES, error.Error);
        Assert.Contains("invalid access to packet", error.Message, StringComparison.Ordinal);
        Assert.Contains("/", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("processed", error.Hint, StringComparison.Ordinal);
        Assert.Contains("unchecked", opened.LoadLog, StringComparison.Ordinal);
    }

    [Fact]
    public void SetAutoload_False_LeavesTheProgramOut()
    {
        using RingProducer producer = new();
        Assert.Throws<LinuxException>(() => producer.Object.Program("unchecked").TestRun(s_packet));
        Assert.Equal(string.Empty, producer.Object.LoadLog);
    }

    [Fact]
    public void TestRun_ReturnsTheVerdictOfTheProgram()
    {
        const uint XDP_ABORTED = 0;
        const uint XDP_PASS = 2;
        using RingProducer producer = new();
        BpfProgram produce = producer.Object.Program("produce");
        Assert.Equal(XDP_ABORTED, produce.TestRun(s_packet).Value);
        producer.Control = new ProducerControl { SizeMin = 16 };
        Assert.Equal(XDP_PASS, produce.TestRun(s_packet, 10).Value);
        Assert.Equal(10UL, producer.Control.Sequence);
    }

    [Fact]
    public void Map_OutlivesTheObject()
    {
        BpfMapHandle handle;
        using (RingProducer producer = new())
        {
            producer.Control = new ProducerControl { SizeMin = 17 };
            handle = producer.Object.Map(RingProducer.ControlName);
        }

        using (handle)
        {
            Assert.Equal(RingProducer.ControlName, handle.Name);
            Assert.True(new BpfMap<uint, ProducerControl>(handle).TryGet(0, out ProducerControl control));
            Assert.Equal(17u, control.SizeMin);
        }
    }

    [Fact]
    public void Map_ThatTheObjectDoesNotHave_IsNamed()
    {
        using RingProducer producer = new();
        LinuxException error = Assert.Throws<LinuxException>(() => producer.Object.Map("nothing"));
        Assert.Equal("ring_producer/nothing", error.Target);
        Assert.Equal(Errno.ENOENT, error.Error);
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => producer.Object.Program("x")).Error);
    }

    [Fact]
    public void ReuseMap_MakesTheProgramsUseThePinnedOne()
    {
        using PrivateBpffs bpffs = new();
        string path = bpffs.Pin("control");
        using (RingProducer first = new())
        {
            first.Control = new ProducerControl { SizeMin = 16, Sequence = 1000 };
            using BpfMapHandle control = first.Object.Map(RingProducer.ControlName);
            control.Pin(path);
        }

        using BpfMapHandle pinned = BpfMapHandle.OpenPinned(path);
        using RingProducer second = new(opened => opened.ReuseMap(RingProducer.ControlName, pinned));
        second.Produce(5);
        Assert.True(new BpfMap<uint, ProducerControl>(pinned).TryGet(0, out ProducerControl seen));
        Assert.Equal(1005UL, seen.Sequence);
    }

    [Fact]
    public void ReuseMap_OfAnotherShape_FailsTheLoad()
    {
        using BpfMapHandle other = BpfMapHandle.Create(
            "other", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_ARRAY, 4, 4, 1));
        LinuxException error = Assert.Throws<LinuxException>(
            () => new RingProducer(opened => opened.ReuseMap(RingProducer.ControlName, other)));
        Assert.NotEqual(Errno.None, error.Error);
    }

    [Fact]
    public void SumPerCpu_CountsTheRuns()
    {
        using RingProducer producer = new();
        producer.Control = new ProducerControl { SizeMin = 16 };
        producer.Produce(123);
        producer.Inspect();
        using BpfMapHandle handle = producer.Object.Map("runs");
        BpfPerCpuArray runs = new(handle);
        Assert.Equal(2, runs.Length);
        Assert.Equal(123UL, runs.SumPerCpu(0));
        Assert.Equal(1UL, runs.SumPerCpu(1));
        Assert.Throws<LinuxException>(() => runs.SumPerCpu(2));
        using BpfMapHandle control = producer.Object.Map(RingProducer.ControlName);
        Assert.Throws<BpfMapShapeException>(() => new BpfPerCpuArray(control));
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        BpfObject opened = BpfObject.Open(RingProducer.Elf(), "ring_producer");
        BpfProgram program = opened.Program("produce");
        opened.Dispose();
        opened.Dispose();
        Assert.Throws<ObjectDisposedException>(opened.Load);
        Assert.Throws<ObjectDisposedException>(() => program.SetAutoload(false));
        Assert.Throws<ObjectDisposedException>(() => opened.Map("ring"));
    }
}
