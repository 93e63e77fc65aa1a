using Telos.Linux.Bpf;

namespace Telos.Linux.Tests.Ring;

/// <summary>A real ring, filled by an XDP program that is only ever run by BPF_PROG_TEST_RUN.</summary>
internal sealed class RingProducer : IDisposable
{
    public const string ControlName = "control_of_the_producer";
    public const uint RingBytes = 65536;

    // The kernel wants a whole Ethernet header.
    private static readonly byte[] s_packet = new byte[64];

    private readonly BpfObject _object;
    private readonly BpfProgram _produce;
    private readonly BpfProgram _inspect;
    private readonly BpfMapHandle _controlHandle;
    private readonly BpfMap<uint, ProducerControl> _control;

    public RingProducer(Action<BpfObject>? beforeLoad = null)
    {
        _object = BpfObject.Open(Elf(), "ring_producer");
        _object.Program("unchecked").SetAutoload(false);
        beforeLoad?.Invoke(_object);
        _object.Load();
        _produce = _object.Program("produce");
        _inspect = _object.Program("inspect");
        _controlHandle = _object.Map(ControlName);
        _control = new BpfMap<uint, ProducerControl>(_controlHandle);
        Ring = _object.Map("ring");
    }

    public BpfMapHandle Ring { get; }

    public BpfObject Object => _object;

    public ProducerControl Control
    {
        get => _control.TryGet(0, out ProducerControl control) ? control : default;
        set => _control.Set(0, value);
    }

    public static byte[] Elf() =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "bpf", "ring_producer.bpf.o"));

    public void Produce(int runs) => _produce.TestRun(s_packet, runs);

    public ProducerControl Inspect()
    {
        _inspect.TestRun(s_packet);
        return Control;
    }

    public void Dispose()
    {
        _controlHandle.Dispose();
        Ring.Dispose();
        _object.Dispose();
    }
}
