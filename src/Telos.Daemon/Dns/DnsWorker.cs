using System.Collections.Concurrent;
using System.Net;
using System.Numerics;
using Telos.Core.Dns;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>
/// One thread of the DNS dataplane with all that it needs: its sockets, its cache, its questions under way. Nothing is
/// shared with the other threads, so nothing is locked, and nothing is allocated after the start.
/// </summary>
internal sealed partial class DnsWorker : IDisposable
{
    private const int BatchSlots = 64;

    /// <summary>Queries have options, cookies and padding at most; a longer one is no honest query.</summary>
    private const int QueryLengthMax = 4096;
    private const int TokensMax = 64;
    private const int BatchesInTurnMax = 4;
    private const int MessagesInTurnMax = 1024;

    /// <summary>Two for each agent, and the operator's.</summary>
    private const int ClientSocketsMax = 1 << 14;
    private const uint WakeToken = uint.MaxValue;

    /// <summary>While a question is under way its time is looked at as often.</summary>
    private const int TickMs = 16;
    private const int IdleWaitMs = 1000;

    /// <summary>How often an idle client socket is asked again before the thread sleeps: a wake-up costs more.</summary>
    private const int SpinsMax = 60;

    private readonly DnsWorkerOptions _options;
    private readonly UpstreamLimits _limits;
    private readonly RandomBits _random = new();
    private readonly ReadinessSet _readiness = new();
    private readonly DatagramBatch _inbound = new(BatchSlots, QueryLengthMax);
    private readonly DatagramBatch _replies = new(BatchSlots, DnsLimits.UdpLengthMax);
    private readonly uint[] _tokens = new uint[TokensMax];
    private readonly ClientSocket?[] _clients = new ClientSocket?[ClientSocketsMax];
    private readonly Stack<int> _freeClients = new();
    private readonly ConcurrentQueue<int> _removed = new();
    private readonly ResponseCache? _cache;
    private readonly NameJudge? _judge;
    private readonly ExchangeTable _exchanges;
    private readonly WaiterTable _waiters;
    private readonly DueWheel _due;
    private readonly FlightTable _flights;
    private readonly UpstreamSockets _sockets;
    private readonly UpstreamHealth _health;
    private readonly UpstreamStream[] _streams;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _nowMs;
    private int _clientCount;

    /// <param name="streams">One an upstream, shared with the other threads.</param>
    public DnsWorker(DnsWorkerOptions options, UpstreamStream[] streams, string name)
    {
        _options = options;
        _limits = options.Limits;
        _streams = streams;
        _judge = options.Domains is null ? null : new NameJudge(options.Domains, options.Tokens);
        _cache = options.Cache is null ? null : new ResponseCache(options.Cache);
        _exchanges = new ExchangeTable(options.OutstandingMax);
        _waiters = new WaiterTable(options.OutstandingMax);
        _nowMs = ReadClock();
        _due = new DueWheel(_exchanges, _nowMs);
        _flights = new FlightTable(_exchanges, (int)BitOperations.RoundUpToPowerOf2((uint)options.OutstandingMax * 2));
        IPEndPoint[] servers = [.. options.Upstreams.Select(upstream => upstream.EndPoint)];
        _sockets = new UpstreamSockets(servers, _readiness, ClientSocketsMax, _random);
        _health = new UpstreamHealth(servers.Length, options.Limits);
        _readiness.Add(Inbox.Wake, WakeToken);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    public WorkerInbox Inbox { get; } = new();

    public DnsCounters Counters { get; } = new();

    /// <summary>By any thread. Returns the client's number, by which queries from streams name it too.</summary>
    /// <param name="agent">Who alone is led to the socket; null: whoever reaches it.</param>
    /// <exception cref="DaemonException">There are too many.</exception>
    /// <exception cref="InvalidOperationException">An agent, and nothing to judge its names by.</exception>
    public int AddClient(DatagramSocket socket, AgentScope? agent)
    {
        if (agent is not null && _judge is null)
        {
            throw new InvalidOperationException("an agent's names have to be judged");
        }

        lock (_freeClients)
        {
            if (!_freeClients.TryPop(out int index))
            {
                if (_clientCount == ClientSocketsMax)
                {
                    throw new DaemonException($"a DNS thread serves {ClientSocketsMax} sockets already");
                }

                index = _clientCount++;
            }

            // The thread learns of the socket by the readiness that follows.
            Volatile.Write(ref _clients[index], new ClientSocket(socket, agent));
            _readiness.Add(socket, (uint)index);
            return index;
        }
    }

    /// <summary>By any thread. Nobody submits queries for it any more; those under way are dropped.</summary>
    public void RemoveClient(int index)
    {
        _removed.Enqueue(index);
        Inbox.Wake.Signal();
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stopping = true;
        Inbox.Wake.Signal();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        foreach (ClientSocket? client in _clients)
        {
            client?.Socket.Dispose();
        }

        _sockets.Dispose();
        _readiness.Dispose();
        _inbound.Dispose();
        _replies.Dispose();
        _upstreamOut.Dispose();
        Inbox.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            int timeoutMs = _exchanges.Count > 0 ? TickMs : IdleWaitMs;
            int ready = _readiness.Wait(_tokens, timeoutMs);
            _nowMs = ReadClock();
            _due.Advance(_nowMs);
            for (int i = 0; i < ready; i++)
            {
                Serve(_tokens[i]);
            }

            FlushUpstream();
            GiveUpWhatIsDue();
            LeaveFailedSockets();
            Counters.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    private long ReadClock() => (long)_options.Time.GetElapsedTime(0).TotalMilliseconds;

    private void Serve(uint token)
    {
        if (token == WakeToken)
        {
            ServeInbox();
        }
        else if (token < ClientSocketsMax)
        {
            ServeClient((int)token);
        }
        else
        {
            ServeUpstream((int)(token - ClientSocketsMax));
        }
    }

    // The inbox may be woken and be empty: another turn took what was there.
    private void ServeInbox()
    {
        Inbox.Wake.Clear();
        BeginTurn();
        for (int taken = 0; taken < MessagesInTurnMax; taken++)
        {
            if (!Inbox.TryTake(out InboxMessage? message))
            {
                // No query of theirs is left in there that could be taken for another client's.
                DropRemoved();
                FlushReplies();
                EndTurn();
                return;
            }

            switch (message!.Kind)
            {
                case InboxKind.Query:
                    HandleQuery(message.Message, new QuerySource(default, message.Client, message.Scope));
                    break;
                case InboxKind.Answer:
                    HandleStreamAnswer(message.Exchange, message.Generation, message.Message);
                    break;
                case InboxKind.Failure:
                    HandleStreamFailure(message.Exchange, message.Generation);
                    break;
            }

            Inbox.Return(message);
        }

        // The others have their turn, however many streams there are.
        Inbox.Wake.Signal();
        FlushReplies();
        EndTurn();
    }

    // Whoever waits there gets no answer; the number serves others when nobody waits.
    private void DropRemoved()
    {
        while (_removed.TryDequeue(out int index))
        {
            ClientSocket client = _clients[index]!;
            _readiness.Remove(client.Socket);
            client.Socket.Dispose();
            _waiters.Forget(index);
            _clients[index] = null;
            lock (_freeClients)
            {
                _freeClients.Push(index);
            }
        }
    }

    private sealed record ClientSocket(DatagramSocket Socket, AgentScope? Agent);
}
