using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// The maps of the product's own object and its identify iterator, in this kernel. The gates themselves are left
/// out: they need a kernel with BPF LSM, and the scenarios have one.
/// </summary>
internal sealed class KernelGates : IDisposable
{
    private const string Iterator = "telos_identify";

    private readonly BpfIterator _identify;

    public KernelGates()
    {
        using BpfObject image = BpfObject.Open(GateImage.GatesElf(), "telos");
        foreach (BpfProgram program in image.Programs)
        {
            program.SetAutoload(program.Name == Iterator);
        }

        image.Load();
        Maps = GateMaps.Open(image.Map, KernelMaps.All);
        using BpfProgramHandle iterator = image.Program(Iterator).Open();
        _identify = iterator.AttachIterator(Environment.ProcessId);
        Identities = new FileIdentities(_identify);
    }

    public GateMaps Maps { get; }

    public FileIdentities Identities { get; }

    public void Dispose()
    {
        _identify.Dispose();
        Maps.Dispose();
    }
}
