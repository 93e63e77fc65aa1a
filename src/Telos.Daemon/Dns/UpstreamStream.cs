using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.Extensions.ObjectPool;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>
/// One upstream server over TCP (RFC 7766) or TLS (RFC 7858), shared by all workers: one connection, opened when it is
/// needed, queries one behind the other, answers in any order. Disposed before the inboxes.
/// </summary>
internal sealed class UpstreamStream : IAsyncDisposable
{
    private const int SweepMs = 100;
    private const int PooledMax = 256;

    private readonly UpstreamAddress _address;
    private readonly StreamLimits _limits;
    private readonly X509Certificate2Collection? _roots;
    private readonly ObjectPool<UpstreamStreamAsk> _pool =
        new DefaultObjectPool<UpstreamStreamAsk>(new DefaultPooledObjectPolicy<UpstreamStreamAsk>(), PooledMax);

    // Bounded by the count of asks, not by itself, so that one that is asked again always has room.
    private readonly Channel<UpstreamStreamAsk> _asks =
        Channel.CreateUnbounded<UpstreamStreamAsk>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _sweep;
    private readonly Task _running;
    private volatile UpstreamStreamLink? _link;
    private int _count;

    /// <param name="roots">Whom to trust instead of the machine's authorities.</param>
    public UpstreamStream(UpstreamAddress address, StreamLimits limits, X509Certificate2Collection? roots = null)
    {
        _address = address;
        _limits = limits;
        _roots = roots;
        _sweep = new Timer(Sweep, null, Timeout.Infinite, Timeout.Infinite);
        _running = Task.Run(RunAsync);
    }

    /// <summary>
    /// Never blocks. False when too many queries wait; else the inbox gets an answer, under the query's id, or a failure,
    /// and nothing only when it is full.
    /// </summary>
    /// <param name="query">With one question, which the answer must repeat.</param>
    public bool TryAsk(WorkerInbox inbox, int exchange, uint generation, ReadOnlySpan<byte> query)
    {
        Debug.Assert(query.Length is > DnsLimits.HeaderLength and <= DnsLimits.MessageLengthMax);
        if (Interlocked.Increment(ref _count) > _limits.UpstreamQueriesMax)
        {
            _ = Interlocked.Decrement(ref _count);
            return false;
        }

        UpstreamStreamAsk ask = _pool.Get();
        ask.Set(inbox, exchange, generation, query);
        if (_asks.Writer.TryWrite(ask))
        {
            return true;
        }

        Release(ask);
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _ = _asks.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        Task reading = Task.CompletedTask;
        try
        {
            while (await _asks.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_link is null || _link.IsClosed)
                {
                    await EndLinkAsync(reading).ConfigureAwait(false);
                    reading = await TryOpenLinkAsync().ConfigureAwait(false);
                }

                if (_link is null)
                {
                    FailQueued();
                }
                else
                {
                    await SendAsync(_link).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            // Our defect, not the server's doing: nobody waits for a resolver that is half dead.
            Environment.FailFast($"asking {_address.EndPoint} failed: {error}", error);
        }

        _link?.Close(mayRetry: false);
        await EndLinkAsync(reading).ConfigureAwait(false);
        FailQueued();
    }

    private async Task EndLinkAsync(Task reading)
    {
        if (_link is UpstreamStreamLink link)
        {
            _link = null;
            _ = _sweep.Change(Timeout.Infinite, Timeout.Infinite);
            await reading.ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Its result is the reading of the link's answers.</summary>
    private async Task<Task> TryOpenLinkAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(_limits.UpstreamSeconds));
        Stream? stream = await UpstreamStreamDial.TryOpenAsync(_address, _roots, limit.Token).ConfigureAwait(false);
        if (stream is null)
        {
            return Task.CompletedTask;
        }

        UpstreamStreamLink link = new(stream, _limits, Release, AskAgain);
        _link = link;
        _ = _sweep.Change(SweepMs, SweepMs);
        return Task.Run(link.ReadAsync);
    }

    private async Task SendAsync(UpstreamStreamLink link)
    {
        long now = Environment.TickCount64;
        while (_asks.Reader.TryPeek(out UpstreamStreamAsk? ask))
        {
            if (ask.IsOverdue(now, _limits))
            {
                ask.Fail();
                Release(ask);
            }
            else if (!link.TryAdd(ask))
            {
                return;
            }

            _ = _asks.Reader.TryRead(out _);
        }

        await link.FlushAsync().ConfigureAwait(false);
    }

    private void FailQueued()
    {
        while (_asks.Reader.TryRead(out UpstreamStreamAsk? ask))
        {
            ask.Fail();
            Release(ask);
        }
    }

    private void AskAgain(UpstreamStreamAsk ask)
    {
        if (!_asks.Writer.TryWrite(ask))
        {
            ask.Fail();
            Release(ask);
        }
    }

    private void Release(UpstreamStreamAsk ask)
    {
        ask.Clear();
        _pool.Return(ask);
        _ = Interlocked.Decrement(ref _count);
    }

    private void Sweep(object? _) => _link?.Sweep();
}
