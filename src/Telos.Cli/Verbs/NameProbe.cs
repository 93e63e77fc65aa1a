using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Telos.Core.Dns;

namespace Telos.Cli.Verbs;

/// <summary>Asks the name server at an agent's own port for a name that no intent names.</summary>
internal static class NameProbe
{
    private const int WaitMs = 2000;

    // Reserved for what does not exist (RFC 6761 6.4): had the server forwarded it, the answer were NXDOMAIN.
    private static ReadOnlySpan<byte> Name => "\u0006canary\u0007invalid\0"u8;

    /// <summary>"Refused" when it did what it should; else what it answered, or why it did not.</summary>
    public static string Ask(ushort port)
    {
        Span<byte> query = stackalloc byte[UpstreamQuery.LengthMax];
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        int length = UpstreamQuery.Write(
            query, id, new UpstreamQuestion(Name, DnsType.A, dnssecOk: false, checkingDisabled: false), caseBits: 0);
        Span<byte> answer = stackalloc byte[DnsLimits.UdpLengthMin];
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = WaitMs };
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(query[..length]);
            int received = socket.Receive(answer);
            return DnsResponse.TryParse(answer[..received], out DnsResponse response) == DnsStatus.Ok
                && BinaryPrimitives.ReadUInt16BigEndian(answer) == id
                ? response.Rcode.ToString()
                : "an answer that is none";
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode.ToString();
        }
    }
}
