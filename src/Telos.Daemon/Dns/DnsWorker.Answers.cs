using System.Diagnostics;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <content>The end of a question: its answer or its failure, to the cache and to all who wait.</content>
internal sealed partial class DnsWorker
{
    private void Complete(int index, in DnsResponse response)
    {
        ref Exchange exchange = ref _exchanges[index];
        ReadOnlySpan<byte> name = _exchanges.NameOf(index);
        DnsStatus status = CanonicalAnswer.TryBuild(
            response, name, exchange.DnssecOk, _answer.Wire, _answer.TtlOffsets, out AnswerShape shape);
        if (status != DnsStatus.Ok || shape.Kind == AnswerKind.Failure)
        {
            Counters.UpstreamFailures++;
            AskElsewhere(index);
            return;
        }

        Counters.UpstreamAnswers++;
        ReadOnlySpan<byte> wire = _answer.WireOf(shape);
        ReadOnlySpan<ushort> ttlOffsets = _answer.TtlOffsetsOf(shape);
        CacheKind kind = shape.Kind == AnswerKind.Data ? CacheKind.Positive : CacheKind.Negative;
        _cache?.Put(name, exchange.Variant, kind, wire, ttlOffsets, shape.Ttl, _nowMs / 1000);
        AnswerAll(index, new AgedAnswer(wire, ttlOffsets, 0, isStale: false));
        Finish(index);
    }

    private void AnswerAll(int index, in AgedAnswer answer)
    {
        int waiter;
        long now = Stopwatch.GetTimestamp();
        while ((waiter = TakeWaiter(index)) >= 0)
        {
            ReadOnlySpan<byte> message = _waiters.QueryOf(waiter);
            _ = DnsQuery.TryParse(message, out DnsQuery query);
            Answer(answer, message, query, SourceOf(waiter));
            Counters.Latency.Add(1, now - _waiters[waiter].ReadAt);
            _waiters.Remove(waiter);
        }
    }

    /// <summary>RFC 8767 5: who waited for long enough gets what is known, while upstream is asked on.</summary>
    private void AnswerStale(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        if (_cache is null || exchange.FirstWaiter < 0)
        {
            return;
        }

        CacheState state = _cache.TryGet(_exchanges.NameOf(index), exchange.Variant, _nowMs / 1000, out CacheHit hit);
        if (state == CacheState.Stale)
        {
            Counters.StaleAnswers += exchange.Waiters;
            AnswerAll(index, new AgedAnswer(hit.Wire, hit.TtlOffsets, hit.AgeSeconds, isStale: true));
        }
    }

    private void GiveUp(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        AnswerStale(index);
        // While every server is down it is no failure of the name, which is asked as soon as one is back.
        if (exchange.Attempts != 0 && _health.IsAnyUp)
        {
            _cache?.Put(_exchanges.NameOf(index), exchange.Variant, CacheKind.Failure, default, default, 0, _nowMs / 1000);
        }

        ExtendedError error = exchange.Attempts == 0 ? ExtendedError.NoReachableAuthority : ExtendedError.NetworkError;
        int waiter;
        long now = Stopwatch.GetTimestamp();
        while ((waiter = TakeWaiter(index)) >= 0)
        {
            ReadOnlySpan<byte> message = _waiters.QueryOf(waiter);
            _ = DnsQuery.TryParse(message, out DnsQuery query);
            Fail(error, message, query, SourceOf(waiter));
            Counters.Latency.Add(1, now - _waiters[waiter].ReadAt);
            _waiters.Remove(waiter);
        }

        Finish(index);
    }

    /// <summary>The next who still waits; below 0: none. Whose client is gone is let go.</summary>
    private int TakeWaiter(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        int waiter;
        while ((waiter = exchange.FirstWaiter) >= 0)
        {
            exchange.FirstWaiter = _waiters[waiter].Next;
            exchange.Waiters--;
            if (_waiters[waiter].Scope >= 0)
            {
                break;
            }

            _waiters.Remove(waiter);
        }

        return waiter;
    }

    private QuerySource SourceOf(int waiter) =>
        new(_waiters[waiter].Path, _waiters.StreamOf(waiter), _waiters[waiter].Scope);

    private void Finish(int index)
    {
        LetGoOfSocket(index);
        _due.Remove(index);
        _exchanges.Remove(index);
    }
}
