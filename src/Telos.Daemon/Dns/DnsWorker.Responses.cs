using Telos.Core.Dns;
using Telos.Linux;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <content>What comes back from upstream: answers, forgeries, errors, and nothing.</content>
internal sealed partial class DnsWorker
{
    /// <summary>The rest is still due in the next turn, after whoever asks meanwhile.</summary>
    private const int DueInTurnMax = 4096;

    private void ServeUpstream(int slot)
    {
        DatagramSocket? socket = _sockets[slot];
        for (int batches = 0; batches < BatchesInTurnMax && socket is not null; batches++)
        {
            Errno error = socket.Receive(_inbound, out int count);
            if (count == 0 && error is not Errno.EAGAIN)
            {
                _sockets.Fail(slot);
            }

            // What a closed socket got is no answer to its successor in the slot.
            for (int i = 0; i < count && _sockets[slot] == socket; i++)
            {
                HandleDatagram(slot, _inbound.Received(i), _inbound.WasTruncated(i));
            }

            if (count < BatchSlots || _sockets[slot] != socket)
            {
                break;
            }
        }

        FlushReplies();
        FlushUpstream();
    }

    private void HandleDatagram(int slot, ReadOnlySpan<byte> response, bool wasTruncated)
    {
        if (DnsHeader.TryRead(response, out DnsHeader header) != DnsStatus.Ok || !header.IsResponse)
        {
            Counters.Mismatches++;
            return;
        }

        int index = _flights.Find(slot, header.Id);
        if (index < 0)
        {
            // Late, or a guess: whoever guesses has to find another port first.
            Counters.Mismatches++;
            if (_sockets.Stray(slot))
            {
                LeaveSocket(slot);
            }

            return;
        }

        if (!IsEchoed(index, response))
        {
            Counters.Mismatches++;
            SwitchToStream(index);
            return;
        }

        DnsResponse parsed = default;
        if (wasTruncated || header.IsTruncated || DnsResponse.TryParse(response, out parsed) != DnsStatus.Ok)
        {
            // A forgery must not end the wait for the answer; TCP cannot be forged from aside.
            Counters.Malformed += wasTruncated || header.IsTruncated ? 0 : 1;
            SwitchToStream(index);
            return;
        }

        _health.Heard(_exchanges[index].Upstream, _nowMs);
        Complete(index, parsed);
    }

    private bool IsEchoed(int index, ReadOnlySpan<byte> response)
    {
        Span<byte> query = stackalloc byte[UpstreamQuery.LengthMax];
        ref Exchange exchange = ref _exchanges[index];
        int length = UpstreamQuery.Write(query, exchange.Id, QuestionOf(index), exchange.CaseBits);
        return UpstreamQuery.IsEchoed(query[..length], response, exchange.NameLength);
    }

    private void SwitchToStream(int index)
    {
        LetGoOfSocket(index);
        _due.Remove(index);
        AskByStream(index);
    }

    private void AskByStream(int index)
    {
        Span<byte> query = stackalloc byte[UpstreamQuery.LengthMax];
        ref Exchange exchange = ref _exchanges[index];
        int length = UpstreamQuery.Write(query, 0, QuestionOf(index), 0);
        exchange.IsStream = true;
        exchange.AskedMs = _nowMs;
        _due.Add(index, _nowMs + Math.Min(_limits.StaleMs, _limits.StreamMs));
        if (!_streams[exchange.Upstream].TryAsk(Inbox, index, exchange.Generation, query[..length]))
        {
            RetryAfterFailure(index);
        }
    }

    private void HandleStreamAnswer(int index, uint generation, ReadOnlySpan<byte> response)
    {
        if (!IsAsked(index, generation))
        {
            return;
        }

        // The connection is the server's: whatever it says, it is there.
        _health.Heard(_exchanges[index].Upstream, _nowMs);
        if (DnsResponse.TryParse(response, out DnsResponse parsed) != DnsStatus.Ok || parsed.Header.IsTruncated
            || !parsed.Question.Name.Is(_exchanges.NameOf(index)) || parsed.Question.Type != _exchanges[index].Type)
        {
            Counters.Malformed++;
            AskElsewhere(index);
            return;
        }

        Complete(index, parsed);
    }

    private void HandleStreamFailure(int index, uint generation)
    {
        if (IsAsked(index, generation))
        {
            RetryAfterFailure(index);
        }
    }

    private bool IsAsked(int index, uint generation)
    {
        ref Exchange exchange = ref _exchanges[index];
        return exchange.IsUsed && exchange.IsStream && exchange.Generation == generation;
    }

    /// <summary>Too many have guessed at this port: what was asked by it is asked by TCP.</summary>
    private void LeaveSocket(int slot)
    {
        for (int index = 0; index < _exchanges.TouchedCount; index++)
        {
            if (_exchanges[index].IsUsed && _exchanges[index].Socket == slot)
            {
                SwitchToStream(index);
            }
        }
    }

    /// <summary>Where the server cannot be reached (ICMP), nobody needs to wait any longer.</summary>
    private void LeaveFailedSockets()
    {
        int slot;
        while ((slot = _sockets.TakeFailed()) >= 0)
        {
            for (int index = 0; index < _exchanges.TouchedCount; index++)
            {
                if (_exchanges[index].IsUsed && _exchanges[index].Socket == slot)
                {
                    RetryAfterFailure(index);
                }
            }

            _sockets.Settle(slot);
            FlushUpstream();
        }

        FlushReplies();
    }

    private void GiveUpWhatIsDue()
    {
        int index;
        for (int taken = 0; taken < DueInTurnMax && (index = _due.TakeDue(_nowMs)) >= 0; taken++)
        {
            AnswerStale(index);
            ref Exchange exchange = ref _exchanges[index];
            if (exchange.IsStream && _nowMs - exchange.AskedMs < _limits.StreamMs)
            {
                _due.Add(index, exchange.AskedMs + _limits.StreamMs);
                continue;
            }

            Counters.UpstreamTimeouts++;
            RetryAfterFailure(index);
        }

        FlushReplies();
        FlushUpstream();
    }

    private void RetryAfterFailure(int index)
    {
        Counters.UpstreamFailures++;
        ref Exchange exchange = ref _exchanges[index];
        if (exchange.IsProbe)
        {
            _health.ProbeFailed(exchange.Upstream, exchange.AskedMs, _nowMs);
        }
        else if (_health.Failed(exchange.Upstream, exchange.AskedMs))
        {
            Probe(exchange.Upstream);
        }

        AskElsewhere(index);
    }

    private void AskElsewhere(int index)
    {
        LetGoOfSocket(index);
        _due.Remove(index);
        _exchanges[index].IsStream = false;
        Attempt(index);
    }

    private void LetGoOfSocket(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        if (exchange.Socket >= 0)
        {
            _flights.Remove(index);
            _sockets.LetGo(exchange.Socket);
            exchange.Socket = -1;
        }
    }
}
