using Telos.Core.Policy;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Hyperion;
using Telos.Daemon.Tests.Gates;

namespace Telos.Daemon.Tests.Hyperion;

/// <summary>A desk over the product's own maps, with a log of its own. No interface is filtered.</summary>
internal sealed class DeskHost : IDisposable
{
    public const string Token = "0123456789abcdef";

    private readonly TempDirectory _temp = new();
    private readonly KernelGates _gates = new();
    private readonly AuditLog _log;

    public DeskHost()
    {
        _log = new AuditLog(_temp.File("audit.jsonl"));
        Bridge = HyperionBridge.Start(
            Ceiling.Default with { DnsUpstreams = ["9.9.9.9"] }, new GatePins(_temp.File("pins"), "test"), _gates.Maps);
        Desk = new BlockDesk(
            Bridge, stat => _gates.Maps.XdpStats.SumPerCpu((uint)stat), new Journal(_log), () => OperatorBlocks++);
        File.WriteAllText(_temp.File("token"), Token + "\n");
        File.SetUnixFileMode(_temp.File("token"), UnixFileMode.UserRead);
        Requests = new BlockRequests(Desk, BlockToken.Read(_temp.File("token")));
    }

    public HyperionBridge Bridge { get; }

    public BlockDesk Desk { get; }

    public BlockRequests Requests { get; }

    public int OperatorBlocks { get; private set; }

    public string Log => File.ReadAllText(_temp.File("audit.jsonl"));

    public void Dispose()
    {
        Bridge.Dispose();
        _gates.Dispose();
        _log.Dispose();
        _temp.Dispose();
    }
}
