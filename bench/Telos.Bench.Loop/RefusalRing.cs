using Telos.Core.Abi;
using Telos.Linux.Bpf;

namespace Telos.Bench.Loop;

/// <summary>
/// The gates' ring, filled by a program that is run by BPF_PROG_TEST_RUN (bench/ring/refusals.bpf.c), and pinned for others.
/// </summary>
internal sealed class RefusalRing : IDisposable
{
    private const string Events = "telos_events";
    private const string ControlName = "refusals";
    private const string ProgramName = "refuse";

    // The kernel wants a whole Ethernet header.
    private static readonly byte[] s_packet = new byte[64];

    private readonly BpfObject _object;
    private readonly BpfProgram _refuse;
    private readonly BpfProgramHandle _program;
    private readonly BpfMapHandle _controlHandle;
    private readonly BpfMap<uint, Control> _control;

    /// <param name="pins">A directory of a bpffs.</param>
    public RefusalRing(string elf, string pins)
    {
        _object = BpfObject.Open(File.ReadAllBytes(elf), "refusals");
        foreach (string other in KernelMaps.All.Select(map => map.Name).Where(name => name != Events))
        {
            _object.LeaveOutMap(other);
        }

        _object.Load();
        _refuse = _object.Program(ProgramName);
        _program = _refuse.Open();
        _controlHandle = _object.Map(ControlName);
        _control = new BpfMap<uint, Control>(_controlHandle);
        Map = _object.Map(Events);
        (RingPin, ProgramPin) = (Path.Combine(pins, Events), Path.Combine(pins, ProgramName));
        Map.Pin(RingPin);
        _program.Pin(ProgramPin);
    }

    public BpfMapHandle Map { get; }

    public string RingPin { get; }

    public string ProgramPin { get; }

    /// <summary>What the ring had no room for.</summary>
    public long Dropped => _control.TryGet(0, out Control control) ? (long)control.Dropped : -1;

    /// <summary>The agents that are refused, in turn.</summary>
    public void Refuse(uint firstAgent, uint agents) =>
        _control.Set(0, new Control(0, 0, firstAgent, agents));

    public void Fill(int events) => _refuse.TestRun(s_packet, events);

    public void Dispose()
    {
        File.Delete(RingPin);
        File.Delete(ProgramPin);
        Map.Dispose();
        _controlHandle.Dispose();
        _program.Dispose();
        _object.Dispose();
    }

    // struct refusals.
    private readonly record struct Control(ulong Count, ulong Dropped, uint FirstAgent, uint Agents);
}
