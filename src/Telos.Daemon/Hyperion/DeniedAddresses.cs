using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
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
    private static readonly TimeSpan s_ttlMin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_ttlMax = TimeSpan.FromMinutes(10);

    private readonly Channel<Question> _questions = Channel.CreateBounded<Question>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Dictionary<string, long> _askedUntilMs = [];
    private readonly byte[] _query = new byte[UpstreamQuery.LengthMax];
    private readonly byte[] _answer = new byte[DnsLimits.MessageLengthMax];
    private long _asked;
    private Thread? _thread;

    /// <summary>How many names were looked up.</summary>
    public long Asked => Volatile.Read(ref _asked);

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
            _ = _questions.Writer.TryWrite(new Question(agent, name[registrable..].ToArray()));
        }
    }

    public void Dispose()
    {
        _questions.Writer.TryComplete();
        _thread?.Join();
    }

    private void Work(IPEndPoint resolver)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = AnswerMs };
        socket.Connect(resolver);
        while (_questions.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_questions.Reader.TryRead(out Question question))
            {
                Resolve(socket, question);
            }
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

        Interlocked.Increment(ref _asked);
    }

    // Nobody answers, or nonsense: there is nothing to block, and the name stays denied.
    private void Block(Socket socket, ReadOnlySpan<byte> name, DnsType type, string source)
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        int length = UpstreamQuery.Write(_query, id, new UpstreamQuestion(name, type, false, false), caseBits: 0);
        try
        {
            socket.Send(_query.AsSpan(0, length));
            int received = socket.Receive(_answer);
            ReadOnlySpan<byte> answer = _answer.AsSpan(0, received);
            if (received < 2 || !answer[..2].SequenceEqual(_query.AsSpan(0, 2))
                || !UpstreamQuery.IsEchoed(_query, answer, name.Length)
                || DnsResponse.TryParse(answer, out DnsResponse response) != DnsStatus.Ok)
            {
                return;
            }

            DnsRecordCursor records = response.Records;
            while (records.MoveNext())
            {
                TimeSpan ttl = TimeSpan.FromSeconds(records.Current.Ttl);
                ttl = ttl < s_ttlMin ? s_ttlMin : ttl > s_ttlMax ? s_ttlMax : ttl;
                AnswerAddresses addresses = new(records.Current);
                while (addresses.MoveNext())
                {
                    _ = blocks.TryBlock(new IPAddress(addresses.Current), ttl, BlockReason.DeniedName, source);
                }
            }
        }
        catch (SocketException)
        {
            // No answer in time; the next question's socket drops a late one by its id.
        }
    }

    private readonly record struct Question(AgentScope Agent, byte[] Name);
}
