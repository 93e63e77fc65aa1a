using Telos.Core.Dns;
using Telos.Linux;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <content>Questions upstream.</content>
internal sealed partial class DnsWorker
{
    private readonly DatagramBatch _upstreamOut = new(BatchSlots, UpstreamQuery.LengthMax);
    private readonly AnswerRoom _answer = new();
    private int _queuedCount;
    private int _queuedSocket = -1;

    private void Ask(in UpstreamQuestion question, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        int index = _exchanges.Find(question);
        bool isNew = index < 0;
        if (isNew)
        {
            index = _exchanges.Add(question);
        }

        int waiter = index < 0 ? -1 : _waiters.Add(message, query, source);
        if (waiter < 0)
        {
            Counters.Overloaded++;
            if (isNew && index >= 0)
            {
                _exchanges.Remove(index);
            }

            Refuse(DnsRefusal.Overloaded, message, query, source);
            return;
        }

        ref Exchange exchange = ref _exchanges[index];
        _waiting++;
        _waiters[waiter].ReadAt = _readAt;
        _waiters[waiter].Next = exchange.FirstWaiter;
        exchange.FirstWaiter = waiter;
        exchange.Waiters++;
        if (isNew)
        {
            Attempt(index);
        }
        else
        {
            Counters.Coalesced++;
        }
    }

    /// <summary>Nobody waits: the cache's answer is about to end.</summary>
    private void Refresh(in UpstreamQuestion question)
    {
        if (_exchanges.Find(question) >= 0)
        {
            return;
        }

        int index = _exchanges.Add(question);
        if (index >= 0)
        {
            Attempt(index);
        }
    }

    /// <summary>The root's servers, which every resolver knows, with flags that no client sets together.</summary>
    private void Probe(int upstream)
    {
        UpstreamQuestion question = new([0], DnsType.NS, dnssecOk: true, checkingDisabled: true);
        int index = _exchanges.Find(question) >= 0 ? -1 : _exchanges.Add(question);
        if (index >= 0)
        {
            _exchanges[index].IsProbe = true;
            AskOf(upstream, index);
        }
    }

    private void Attempt(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        bool mayAsk = !exchange.IsProbe && exchange.Attempts < _limits.DatagramMs.Length;
        int upstream = mayAsk ? _health.Choose(exchange.Asked, _nowMs) : -1;
        if (upstream < 0 && mayAsk && exchange.Attempts > 0)
        {
            // All were asked: once more from the first.
            upstream = _health.Choose(0, _nowMs);
        }

        if (upstream < 0)
        {
            GiveUp(index);
            return;
        }

        if (_health.IsDown(upstream))
        {
            Probe(upstream);
        }

        AskOf(upstream, index);
    }

    private void AskOf(int upstream, int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        exchange.Upstream = upstream;
        exchange.Asked |= 1u << upstream;
        exchange.AskedMs = _nowMs;
        int patienceMs = _limits.DatagramMs[exchange.Attempts];
        exchange.Attempts++;
        Counters.Forwarded++;
        if (_options.Upstreams[upstream].TlsName is not null)
        {
            AskByStream(index);
            return;
        }

        _due.Add(index, _nowMs + patienceMs);
        QueueDatagram(index);
    }

    private void QueueDatagram(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        if (_queuedSocket >= 0 && (UpstreamSockets.UpstreamOf(_queuedSocket) != exchange.Upstream || _queuedCount == BatchSlots))
        {
            FlushUpstream();
        }

        if (_queuedSocket < 0)
        {
            int slot = _sockets.Choose(exchange.Upstream);
            if (slot < 0)
            {
                // None can be opened, or someone who guesses had them all retired: TCP has no ports to guess.
                SwitchToStream(index);
                return;
            }

            _queuedSocket = slot;
            _sockets.Hold(slot);
        }

        ushort id = (ushort)_random.Next();
        while (_flights.Find(_queuedSocket, id) >= 0)
        {
            id = (ushort)_random.Next();
        }

        exchange.Socket = _queuedSocket;
        exchange.Id = id;
        exchange.CaseBits = _random.Next();
        int length = UpstreamQuery.Write(_upstreamOut.Buffer(_queuedCount), id, QuestionOf(index), exchange.CaseBits);
        _upstreamOut.SetPayload(_queuedCount++, length);
        _flights.Add(index);
        _sockets.Asked(_queuedSocket);
    }

    private void FlushUpstream()
    {
        if (_queuedSocket < 0)
        {
            return;
        }

        int slot = _queuedSocket;
        DatagramSocket socket = _sockets[slot]!;
        for (int first = 0; first < _queuedCount;)
        {
            Errno error = socket.Send(_upstreamOut, first, _queuedCount - first, out int sent);
            first += sent;
            if (error == Errno.None)
            {
                continue;
            }

            Counters.SendFailures++;
            if (error is not (Errno.EAGAIN or Errno.ENOBUFS))
            {
                _sockets.Fail(slot);
                break;
            }

            // It stays due, and is asked elsewhere then.
            first++;
        }

        _queuedCount = 0;
        _queuedSocket = -1;
        _sockets.LetGo(slot);
    }

    private UpstreamQuestion QuestionOf(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        return new UpstreamQuestion(_exchanges.NameOf(index), exchange.Type, exchange.DnssecOk, exchange.CheckingDisabled);
    }
}
