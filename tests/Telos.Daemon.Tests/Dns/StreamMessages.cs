using System.Buffers.Binary;
using System.Net.Sockets;

namespace Telos.Daemon.Tests.Dns;

/// <summary>Messages as RFC 1035 4.1 lays them out, and the octets before them on a stream.</summary>
internal static class StreamMessages
{
    /// <summary>A query for telos.test, A.</summary>
    public static byte[] Query(ushort id) =>
    [
        (byte)(id >> 8), (byte)id, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0,
        5, (byte)'t', (byte)'e', (byte)'l', (byte)'o', (byte)'s', 4, (byte)'t', (byte)'e', (byte)'s', (byte)'t', 0,
        0, 1, 0, 1,
    ];

    /// <summary>The query with QR and RA set, NOERROR, no records.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query)
    {
        byte[] answer = query.ToArray();
        answer[2] |= 0x80;
        answer[3] = 0x80;
        return answer;
    }

    public static ushort Id(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static byte[] Frame(ReadOnlySpan<byte> message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    /// <summary>Null at the stream's end, also when the connection was reset.</summary>
    public static async Task<byte[]?> ReadFrameAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] prefix = new byte[2];
        try
        {
            if (await stream.ReadAtLeastAsync(prefix, 2, throwOnEndOfStream: false, cancellation) < 2)
            {
                return null;
            }

            byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await stream.ReadExactlyAsync(message, cancellation);
            return message;
        }
        catch (IOException error) when (error.InnerException is SocketException)
        {
            return null;
        }
    }
}
