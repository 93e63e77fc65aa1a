using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;

namespace Telos.Cli.Dash;

/// <summary>Reads the daemon and the log, over one connection as long as it lasts.</summary>
internal sealed class DashFeed : IDisposable
{
    private const int HistoryMax = 400;

    private readonly RecordTail _tail = RecordTail.OfLatest(TelosPaths.AuditLog, HistoryMax);
    private RpcClient? _daemon;

    public DashReading Read()
    {
        try
        {
            _daemon ??= RpcClient.Connect(TelosPaths.ControlSocket);
            StatusResult status = _daemon.Ask(daemon => daemon.Status());
            BlockListResult blocks = _daemon.Ask(daemon => daemon.HyperionList());
            return new DashReading(Environment.TickCount64, status, blocks, _tail.Take());
        }
        catch (VerbException error)
        {
            _daemon?.Dispose();
            _daemon = null;
            string held = AbandonedGates.Exist
                ? $"{AbandonedGates.PinnedLinks} pinned gates hold the agents there are; telos start"
                : error.Message;
            return new DashReading(Environment.TickCount64, null, null, _tail.Take(), held);
        }
    }

    public void Dispose()
    {
        _daemon?.Dispose();
        _tail.Dispose();
    }
}
