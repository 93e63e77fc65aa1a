using System.Runtime.InteropServices;

namespace Telos.Core.Pages;

/// <summary>
/// The native messaging of Chromium (developer.chrome.com/docs/extensions/develop/concepts/native-messaging): each message is
/// a length of 32 bits in the machine's byte order, and so many bytes of UTF-8 JSON.
/// </summary>
public sealed class NativeMessages(Stream input, Stream output)
{
    /// <summary>Of one message. A finding is far shorter.</summary>
    public const int MessageBytesMax = 64 * 1024;

    /// <summary>What Chromium sends at most.</summary>
    public const int BrowserBytesMax = 64 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[MessageBytesMax];

    /// <param name="message">Until the next read.</param>
    /// <exception cref="IOException">The pipe cannot be read.</exception>
    public NativeMessageStatus Read(out ReadOnlySpan<byte> message)
    {
        message = default;
        Span<byte> head = stackalloc byte[sizeof(uint)];
        if (input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return NativeMessageStatus.End;
        }

        uint length = MemoryMarshal.Read<uint>(head);
        if (length > BrowserBytesMax)
        {
            return NativeMessageStatus.Broken;
        }

        if (length > MessageBytesMax)
        {
            return Skip((int)length) ? NativeMessageStatus.TooLong : NativeMessageStatus.End;
        }

        Span<byte> body = _buffer.AsSpan(0, (int)length);
        if (input.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
        {
            return NativeMessageStatus.End;
        }

        message = body;
        return NativeMessageStatus.Message;
    }

    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void Write(ReadOnlySpan<byte> message)
    {
        byte[] whole = new byte[sizeof(uint) + message.Length];
        uint length = (uint)message.Length;
        MemoryMarshal.Write(whole, in length);
        message.CopyTo(whole.AsSpan(sizeof(uint)));
        output.Write(whole);
        output.Flush();
    }

    private bool Skip(int length)
    {
        while (length > 0)
        {
            int read = input.Read(_buffer, 0, Math.Min(length, _buffer.Length));
            if (read == 0)
            {
                return false;
            }

            length -= read;
        }

        return true;
    }
}
