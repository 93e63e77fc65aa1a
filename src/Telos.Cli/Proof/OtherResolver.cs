using System.Net;
using System.Net.Sockets;
using Telos.Linux;

namespace Telos.Cli.Proof;

/// <summary>A resolver of somebody else on this machine, who answers whatever he is asked with a word.</summary>
internal sealed class OtherResolver : IDisposable
{
    private const int Port = 53;
    private const int PatienceMs = 2000;
    private const int AnswerBytesMax = 512;

    // An address of loopback where no resolver is known to listen.
    private static readonly IPEndPoint s_place = new(IPAddress.Parse("127.83.0.1"), Port);

    // RFC 1035 4.1: one question, for the address of prove.example.
    private static readonly byte[] s_question =
    [
        0x70, 0x76, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, .. "prove"u8, 7, .. "example"u8, 0, 0, 1, 0, 1,
    ];

    private static readonly byte[] s_word = [.. "telos prove"u8];

    private readonly Socket _socket;
    private readonly Thread _answers;

    private OtherResolver(Socket socket)
    {
        _socket = socket;
        _answers = new Thread(Answer) { IsBackground = true };
        _answers.Start();
    }

    public string Address { get; } = s_place.Address.ToString();

    /// <summary>Null where the port is taken.</summary>
    public static OtherResolver? TryStart()
    {
        Socket socket = NewSocket();
        try
        {
            socket.Bind(s_place);
            return new OtherResolver(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Asks it. ENODATA: somebody answered, and it was not he.</summary>
    public static Errno Ask(string address)
    {
        using Socket client = NewSocket();
        client.ReceiveTimeout = PatienceMs;
        client.SendTo(s_question, new IPEndPoint(IPAddress.Parse(address), Port));
        byte[] answer = new byte[AnswerBytesMax];
        return answer.AsSpan(0, client.Receive(answer)).SequenceEqual(s_word) ? Errno.None : Errno.ENODATA;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _answers.Join();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    private void Answer()
    {
        try
        {
            byte[] question = new byte[AnswerBytesMax];
            EndPoint from = s_place;
            while (true)
            {
                _socket.ReceiveFrom(question, ref from);
                _socket.SendTo(s_word, from);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody will ask any more.
        }
    }
}
