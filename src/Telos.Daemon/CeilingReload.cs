using System.Collections.Immutable;
using Telos.Core.Policy;
using Telos.Daemon.Events;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon;

/// <summary>
/// Puts another policy.yaml in the place of the one in force: asked for, or when the file has changed and stayed so for
/// a look. A file with a fault changes nothing, and is told.
/// </summary>
internal sealed class CeilingReload : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly LiveCeiling _live;
    private readonly Action<Ceiling> _apply;
    private readonly Journal _journal;
    private readonly Timer _timer;
    private (DateTime Written, long Length) _taken;
    private (DateTime Written, long Length) _seen;
    private string? _fault;

    /// <param name="apply">Makes the kernel's labels those of a ceiling, or throws and leaves them as they were.</param>
    public CeilingReload(string path, LiveCeiling live, Action<Ceiling> apply, Journal journal)
    {
        _path = path;
        _live = live;
        _apply = apply;
        _journal = journal;
        _taken = _seen = Look();
        _timer = new Timer(_ => Watch());
    }

    /// <summary>Why the file is not what is in force; null when it is.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public void Start() => _timer.Change(s_period, s_period);

    /// <summary>Takes the file as it is now.</summary>
    /// <exception cref="DaemonException">Why not, every fault a line; the ceiling in force stays.</exception>
    public CeilingReloadOutcome Reload(PeerCredentials asker)
    {
        lock (_lock)
        {
            _taken = _seen = Look();
            ImmutableArray<string> faults = CeilingSource.Read(_path, out Ceiling read);
            if (faults.IsEmpty)
            {
                Ceiling next = KeepUntilRestart(_live.Current, read);
                faults = Apply(next);
                if (faults.IsEmpty)
                {
                    CeilingReloadOutcome outcome = new(
                        CeilingDiff.Compare(_live.Current, next), CeilingDiff.Compare(next, read));
                    _live.Current = next;
                    Volatile.Write(ref _fault, null);
                    _journal.CeilingTaken(asker, outcome.Lines());
                    return outcome;
                }
            }

            Volatile.Write(ref _fault, faults[0]);
            _journal.CeilingRefused(asker, faults);
            throw new DaemonException(string.Join('\n', faults));
        }
    }

    /// <summary>What is done every two seconds. A file that is still being written looks different each time.</summary>
    public void Watch()
    {
        lock (_lock)
        {
            (DateTime, long) now = Look();
            bool settled = now == _seen;
            _seen = now;
            if (!settled || now == _taken)
            {
                return;
            }

            Ask();
        }
    }

    /// <summary>As <see cref="Reload"/>, for a signal: what came of it is in the journal and in Fault.</summary>
    public void Ask()
    {
        try
        {
            _ = Reload(new PeerCredentials(Environment.ProcessId, 0, 0));
        }
        catch (DaemonException)
        {
            // Told already, and nobody waits for the answer.
        }
    }

    public void Dispose() => _timer.Dispose();

    private ImmutableArray<string> Apply(Ceiling next)
    {
        try
        {
            _apply(next);
            return [];
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException)
        {
            return [$"{_path}: {error.Message}"];
        }
    }

    // Sockets, threads and programs were set up by these.
    private static Ceiling KeepUntilRestart(Ceiling current, Ceiling read) => read with
    {
        WithoutLsm = current.WithoutLsm,
        DnsUpstreams = current.DnsUpstreams,
        DnsListen = current.DnsListen,
        NameBudget = current.NameBudget,
        Hyperion = current.Hyperion,
        MetricsPort = current.MetricsPort,
        Adjudication = current.Adjudication,
        SlamAt = current.SlamAt,
    };

    private (DateTime Written, long Length) Look()
    {
        FileInfo file = new(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
