using System.Diagnostics;
using Telos.Core.Dns;
using Telos.Linux;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <content>Queries in, replies out.</content>
internal sealed partial class DnsWorker
{
    private readonly AnswerRoom _passed = new();
    private readonly byte[] _streamReply = new byte[DnsLimits.MessageLengthMax];
    private int _replyCount;
    private DatagramSocket? _replySocket;
    private long _readAt;
    private int _handled;
    private int _waiting;

    private void ServeClient(int index)
    {
        // Removed in this turn, after its readiness was told.
        if (_clients[index] is not ClientSocket client)
        {
            return;
        }

        DatagramSocket socket = client.Socket;
        int spins = 0;
        for (int batches = 0; batches < BatchesInTurnMax && spins < SpinsMax;)
        {
            // An error of an earlier send (ICMP) is told once and then gone.
            _ = socket.Receive(_inbound, out int count);
            if (count == 0)
            {
                spins++;
                if (_exchanges.Count > 0)
                {
                    return;
                }

                continue;
            }

            spins = 0;
            batches++;
            BeginTurn();
            for (int slot = 0; slot < count; slot++)
            {
                if (_inbound.WasTruncated(slot))
                {
                    Counters.Malformed++;
                    continue;
                }

                HandleQuery(_inbound.Received(slot), new QuerySource(_inbound.Path(slot), null, index));
            }

            FlushReplies();
            EndTurn();
            FlushUpstream();
        }
    }

    // One reading of the clock for all that is read at once, and one for all that is answered at once.
    private void BeginTurn()
    {
        _readAt = Stopwatch.GetTimestamp();
        _handled = _waiting = 0;
    }

    private void EndTurn()
    {
        if (_handled > _waiting)
        {
            Counters.Latency.Add(_handled - _waiting, Stopwatch.GetTimestamp() - _readAt);
        }
    }

    private void HandleQuery(ReadOnlySpan<byte> message, in QuerySource source)
    {
        Counters.Queries++;
        _handled++;
        DnsStatus status = DnsQuery.TryParse(message, out DnsQuery query);
        if (status != DnsStatus.Ok)
        {
            Reject(status, message, query, source);
            return;
        }

        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        name = name[..query.Question.Name.CopyLowerTo(name)];
        AgentScope? agent = _clients[source.Scope]!.Agent;
        DnsRefusal? refusal = Judge(name, agent);
        if (refusal is not null)
        {
            Deny(refusal, name, message, query, source);
            return;
        }

        UpstreamQuestion question = new(
            name, query.Question.Type, query.Edns.DnssecOk, (query.Header.Flags & DnsHeader.CheckingDisabledFlag) != 0);
        if (_cache is not null && TryAnswerFromCache(question, message, query, source))
        {
            return;
        }

        refusal = agent?.Charge(name, question.Type, _nowMs / 1000);
        if (refusal is null)
        {
            Ask(question, message, query, source);
            return;
        }

        Deny(refusal, name, message, query, source);
    }

    private void Deny(
        DnsRefusal refusal, ReadOnlySpan<byte> name, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        Counters.Denied++;
        if (_clients[source.Scope]!.Agent is AgentScope agent)
        {
            Counters.Untold += agent.TryTell(name, refusal, _nowMs) ? 0 : 1;
            if (refusal.IsOfTheName)
            {
                _options.Denials?.Ask(agent, name, _options.Domains!.Index.Suffixes);
            }
        }

        Refuse(refusal, message, query, source);
    }

    private DnsRefusal? Judge(ReadOnlySpan<byte> name, AgentScope? agent)
    {
        if (_options.DenyAll || (_options.Denied is not null && _options.Denied.Cover(name)))
        {
            return DnsRefusal.DeniedHost;
        }

        if (!NameText.IsPlain(name))
        {
            return DnsRefusal.ForeignOctets;
        }

        return agent is not null ? agent.Judge(name, _judge!)
            : _options.JudgesAll ? _judge?.Deny(name, wanted: 0)
            : null;
    }

    private bool TryAnswerFromCache(
        in UpstreamQuestion question, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        long nowSeconds = _nowMs / 1000;
        CacheState state = _cache!.TryGet(question.Name, question.Variant, nowSeconds, out CacheHit hit);
        if (state == CacheState.Absent
            || (state == CacheState.Stale && !hit.FailedRecently
                && _cache.ClaimRefresh(question.Name, question.Variant, nowSeconds)))
        {
            return false;
        }

        Counters.CacheHits++;
        if (hit.Kind == CacheKind.Failure)
        {
            Fail(ExtendedError.CachedError, message, query, source);
            return true;
        }

        bool isStale = state == CacheState.Stale;
        Counters.StaleAnswers += isStale ? 1 : 0;
        bool refresh = state == CacheState.Expiring && _cache.ClaimRefresh(question.Name, question.Variant, nowSeconds);
        Answer(new AgedAnswer(hit.Wire, hit.TtlOffsets, hit.AgeSeconds, isStale), message, query, source);
        if (refresh)
        {
            Refresh(question);
        }

        return true;
    }

    // RFC 1035 7.3: what cannot be a query is not answered, so that two servers never answer each other.
    private void Reject(DnsStatus status, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        Counters.Malformed++;
        if (status is DnsStatus.HeaderTooShort or DnsStatus.NotQuery)
        {
            source.Stream?.Reply(default);
            return;
        }

        DnsRcode rcode = status switch
        {
            DnsStatus.OpcodeUnsupported or DnsStatus.TypeUnsupported => DnsRcode.NotImp,
            DnsStatus.ClassUnsupported => DnsRcode.Refused,
            DnsStatus.EdnsVersion => DnsRcode.BadVers,
            _ => DnsRcode.FormErr,
        };
        Span<byte> reply = BeginReply(source, DnsLimits.UdpLengthMin);
        EndReply(DnsReply.WriteError(message, query, rcode, null, default, reply), source);
    }

    private void Refuse(DnsRefusal refusal, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        Span<byte> reply = BeginReply(source, query.UdpLengthMax);
        EndReply(DnsReply.WriteError(message, query, refusal.Rcode, refusal.Error, refusal.Text, reply), source);
    }

    private void Fail(ExtendedError error, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        Span<byte> reply = BeginReply(source, query.UdpLengthMax);
        EndReply(DnsReply.WriteError(message, query, DnsRcode.ServFail, error, default, reply), source);
    }

    /// <summary>The agent's drawbridges are open before its answer leaves.</summary>
    private void Answer(in AgedAnswer answer, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        if (_clients[source.Scope]!.Agent is AgentScope agent)
        {
            AnswerAgent(agent, answer, message, query, source);
            return;
        }

        Send(answer, message, query, source);
    }

    private void AnswerAgent(
        AgentScope agent, in AgedAnswer answer, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        name = name[..query.Question.Name.CopyLowerTo(name)];
        DnsRefusal? refusal = agent.Admit(name, answer, _passed, out AgedAnswer passed);
        if (refusal is null)
        {
            Send(passed, message, query, source);
            return;
        }

        Deny(refusal, name, message, query, source);
    }

    private void Send(in AgedAnswer answer, ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        ExtendedError? error = answer.IsStale ? ExtendedError.StaleAnswer : null;
        Span<byte> reply = BeginReply(source, query.UdpLengthMax);
        EndReply(DnsReply.WriteAnswer(message, query, answer, error, reply), source);
    }

    private Span<byte> BeginReply(in QuerySource source, int udpLengthMax)
    {
        if (source.Stream is not null)
        {
            return _streamReply;
        }

        DatagramSocket socket = _clients[source.Scope]!.Socket;
        if (_replySocket != socket || _replyCount == BatchSlots)
        {
            FlushReplies();
            _replySocket = socket;
        }

        return _replies.Buffer(_replyCount)[..udpLengthMax];
    }

    private void EndReply(int length, in QuerySource source)
    {
        // A stream counts its queries, so it is told of each, also that there is nothing to say.
        if (source.Stream is not null)
        {
            source.Stream.Reply(_streamReply.AsSpan(0, length));
            return;
        }

        if (length == 0)
        {
            return;
        }

        _replies.SetReply(_replyCount, length, source.Path);
        _replyCount++;
    }

    private void FlushReplies()
    {
        if (_replySocket is null)
        {
            return;
        }

        for (int first = 0; first < _replyCount;)
        {
            Errno error = _replySocket.Send(_replies, first, _replyCount - first, out int sent);
            first += sent;
            if (error != Errno.None)
            {
                // That client cannot be reached or the buffer is full: it asks again.
                Counters.SendFailures++;
                first++;
            }
        }

        _replyCount = 0;
        _replySocket = null;
    }
}
