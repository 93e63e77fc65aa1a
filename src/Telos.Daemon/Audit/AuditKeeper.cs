using Telos.Core.Audit;
using Telos.Daemon.Events;

namespace Telos.Daemon.Audit;

/// <summary>
/// The thread that brings the log's records into the store, many at a time. Nobody waits for it: a record is in audit.jsonl
/// before anybody is told of it, and what cannot be stored now is stored later.
/// </summary>
internal sealed class AuditKeeper : IDisposable
{
    public const long KeptMax = 1_000_000;

    private const int BatchMax = 4096;
    private const int GatherMs = 250;
    private const int RetryMs = 5000;

    /// <summary>So that not every batch drops a few.</summary>
    private const long DroppedAtOnce = 10_000;

    private readonly AuditLog _log;
    private readonly AuditPaths _paths;
    private readonly long _keptMax;
    private readonly AutoResetEvent _more = new(initialState: true);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private AuditStore? _store;
    private AuditKey? _key;
    private JournalTail? _tail;
    private List<AuditLine> _waiting = [];
    private long _failures;

    public AuditKeeper(AuditLog log, AuditPaths paths, long keptMax = KeptMax)
    {
        (_log, _paths, _keptMax) = (log, paths, keptMax);
        log.StoredId = log.StoredId == AuditLog.AllStored ? 0 : log.StoredId;
        log.Appended += Wake;
        log.EventsAppended += Wake;
        _thread = new Thread(Run) { IsBackground = true, Name = "audit" };
        _thread.Start();
    }

    /// <summary>Null while all that was written is stored, or soon will be.</summary>
    public string? Fault { get; private set; }

    /// <summary>Attempts to store that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>The latest record that is stored; null: none, or the store cannot be read, which the keeper tells.</summary>
    public static AuditMark? Stored(AuditPaths paths)
    {
        try
        {
            using AuditStore? store = AuditStore.TryOpenToRead(paths.Store);
            return store?.Mark(AuditMark.Head);
        }
        catch (AuditStoreException)
        {
            return null;
        }
    }

    /// <summary>After what was appended is stored, if it can be.</summary>
    public void Dispose()
    {
        _log.Appended -= Wake;
        _log.EventsAppended -= Wake;
        _stop.Set();
        _more.Set();
        _thread.Join();
        _tail?.Dispose();
        _key?.Dispose();
        _store?.Dispose();
        _more.Dispose();
        _stop.Dispose();
    }

    private void Wake(AuditRecord record) => _more.Set();

    private void Wake(EventBatch batch) => _more.Set();

    private void Run()
    {
        while (!_stop.IsSet)
        {
            _more.WaitOne();
            _ = _stop.Wait(GatherMs);
            while (!TryStore())
            {
                if (_stop.Wait(RetryMs))
                {
                    return;
                }
            }
        }

        _ = TryStore();
    }

    private JournalTail Open()
    {
        _key ??= AuditKey.LoadOrCreate(_paths.Key, _paths.PublicKey);
        _store ??= AuditStore.Open(_paths.Store);
        if (_tail is null)
        {
            _log.StoredId = _store.Mark(AuditMark.Head)?.Id ?? 0;
            _tail = new JournalTail(_log, _paths.Log, _log.StoredId);
        }

        return _tail;
    }

    // False: it is to be tried again.
    private bool TryStore()
    {
        try
        {
            JournalTail tail = Open();
            while (Next(tail) is { Count: > 0 } lines)
            {
                // The files have it for good before the store says so.
                _log.Sync();
                AuditLine last = lines[^1];
                _store!.Add(lines, Sign(AuditMark.Head, last.Record.Id, last.Text));
                _waiting = [];
                _log.StoredId = last.Record.Id;
                DropOldest(_store);
            }

            Fault = null;
            return true;
        }
        catch (Exception error) when (error is DaemonException or IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failures);
            Fault = error.Message;
            return false;
        }
    }

    private List<AuditLine> Next(JournalTail tail)
    {
        if (_waiting.Count == 0)
        {
            _waiting = tail.Take(BatchMax);
        }

        return _waiting;
    }

    private void DropOldest(AuditStore store)
    {
        long last = _log.StoredId - _keptMax;
        if (store.FirstId() <= last - DroppedAtOnce && store.LastUpTo(last) is (long id, byte[] line))
        {
            store.Drop(Sign(AuditMark.Dropped, id, line));
        }
    }

    private AuditMark Sign(string name, long id, byte[] line) =>
        _key!.Sign(name, id, AuditChain.HashOf(line), AuditTime.Of(DateTime.UtcNow));
}
