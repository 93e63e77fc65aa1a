using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Daemon.Dns;

namespace Telos.Daemon.Hyperion;

/// <summary>
/// Looks denied names up, by Telos and not by the agent, and has their addresses blocked. Asked is the registrable domain
/// alone, of which the agent's budget of names has to have enough left: labels could tell something. What is asked while too
/// much waits, or while no interface is filtered, is left.
/// </summary>
internal sealed class DeniedAddresses(BlockList blocks, Func<bool> isFiltering) : IDisposable
{
    private const int WaitingMax = 64;
    private const int RememberedMax = 1024;
    private const int AnswerMs = 2000;
    private const int StrayMax = 16;
    private static readonly TimeSpan s_ttlMin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_ttlMax = TimeSpan.FromMinutes(10);

    private readonly BlockingCollection<Question> _questions = new(WaitingMax);
    private readonly Dictionary<string, long> _askedUntilMs = [];
    private readonly byte[] _query = new byte[UpstreamQuery.LengthMax];
    private readonly byte[] _answer = new byte[DnsLimits.MessageLengthMax];
    private Thread? _thread;

    /// <param name="resolver">The dataplane itself, where whoever asks gets what the name servers say.</param>
    public void Start(IPEndPoint resolver)
    {
        _thread = new Thread(() => Work(resolver)) { IsBackground = true, Name = "denied-names" };
        _thread.Start();
    }

    /// <summary>By any thread, without waiting.</summary>
    /// <param name="name">Lower-case wire form.</param>
    public void Ask(AgentScope agent, ReadOnlySpan<byte> name, PublicSuffixes suffixes)
    {
        int registrable = isFiltering() ? suffixes.FindRegistrable(name, SuffixSections.IcannAndPrivate) : -1;
        if (registrable >= 0)
        {
            _ = _questions.TryAdd(new Question(agent, name[registrable..].ToArray()));
        }
    }

    public void Dispose()
    {
        _questions.CompleteAdding();
        _thread?.Join();
        _questions.Dispose();
    }

    private void Work(IPEndPoint resolver)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = AnswerMs };
        socket.Connect(resolver);
        foreach (Question question in _questions.GetConsumingEnumerable())
        {
            Resolve(socket, question);
        }
    }

    private void Resolve(Socket socket, in Question question)
    {
        string name = NameText.Of(question.Name);
        long now = Environment.TickCount64;
        if (_askedUntilMs.TryGetValue(name, out long until) && until > now)
        {
            return;
        }

        if (_askedUntilMs.Count >= RememberedMax)
        {
            _askedUntilMs.Clear();
        }

        _askedUntilMs[name] = now + (long)s_ttlMin.TotalMilliseconds;
        foreach (DnsType type in (ReadOnlySpan<DnsType>)[DnsType.A, DnsType.AAAA])
        {
            if (question.Agent.Charge(question.Name, type, now / 1000) is null)
            {
                Block(socket, question.Name, type, name);
            }
        }
    }

    // Nobody answers, or nonsense: there is nothing to block, and the name stays denied.
    private void Block(Socket socket, ReadOnlySpan<byte> name, DnsType type, string source)
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        int length = UpstreamQuery.Write(_query, id, new UpstreamQuestion(name, type, false, false), caseBits: 0);
        try
        {
            socket.Send(_query.AsSpan(0, length));
            ReadOnlySpan<byte> answer = ReceiveAnswer(socket, name.Length);
            if (DnsResponse.TryParse(answer, out DnsResponse response) == DnsStatus.Ok)
            {
                BlockAll(response, source);
            }
        }
        catch (SocketException)
        {
            // No answer in time.
        }
    }

    /// <summary>What comes too late for an earlier question is passed over; empty: too much of it came.</summary>
    private ReadOnlySpan<byte> ReceiveAnswer(Socket socket, int nameLength)
    {
        for (int passed = 0; passed < StrayMax; passed++)
        {
            ReadOnlySpan<byte> answer = _answer.AsSpan(0, socket.Receive(_answer));
            if (answer.Length > 2 && answer[..2].SequenceEqual(_query.AsSpan(0, 2))
                && UpstreamQuery.IsEchoed(_query, answer, nameLength))
            {
                return answer;
            }
        }

        return default;
    }

    private void BlockAll(in DnsResponse response, string source)
    {
        DnsRecordCursor records = response.Records;
        while (records.MoveNext())
        {
            TimeSpan ttl = TimeSpan.FromSeconds(
                Math.Clamp(records.Current.Ttl, s_ttlMin.TotalSeconds, s_ttlMax.TotalSeconds));
            AnswerAddresses addresses = new(records.Current);
            while (addresses.MoveNext())
            {
                _ = blocks.TryBlock(new IPAddress(addresses.Current), ttl, BlockReason.DeniedName, source);
            }
        }
    }

    private readonly record struct Question(AgentScope Agent, byte[] Name);
}
