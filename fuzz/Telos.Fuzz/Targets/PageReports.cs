using System.Runtime.InteropServices;
using Telos.Core.Pages;

namespace Telos.Fuzz.Targets;

/// <summary>What a browser writes to telos browser-host: a bad message is answered, and the next one is not lost.</summary>
internal static class PageReports
{
    private const int PrefixLength = sizeof(uint);

    // Characters of what one message says.
    private const int PageMax = 500;
    private const int FindingMax = 1000;

    /// <summary>The next message, which has to come through.</summary>
    private static readonly byte[] s_last =
        """{"page":"https://example.org/","level":"HIGH","finding":"hidden text"}"""u8.ToArray();

    public static void Read(ReadOnlySpan<byte> input)
    {
        Framed(input);
        Alone(input);
    }

    // The input is the stream, as cut by its own lengths. The naive reader knows lengths, sums and nothing else.
    private static void Framed(ReadOnlySpan<byte> input)
    {
        using MemoryStream stream = new(input.ToArray());
        NativeMessages messages = new(stream, Stream.Null);
        int place = 0;
        while (true)
        {
            NativeMessageStatus status = messages.Read(out ReadOnlySpan<byte> message);
            ReadOnlySpan<byte> rest = input[place..];
            if (rest.Length < PrefixLength)
            {
                Claim.Holds(status == NativeMessageStatus.End);
                return;
            }

            uint length = MemoryMarshal.Read<uint>(rest);
            if (length > NativeMessages.BrowserBytesMax)
            {
                Claim.Holds(status == NativeMessageStatus.Broken && message.IsEmpty);
                Claim.Holds(stream.Position == place + PrefixLength);
                return;
            }

            if (length > rest.Length - PrefixLength)
            {
                Claim.Holds(status == NativeMessageStatus.End && message.IsEmpty);
                return;
            }

            bool isTooLong = length > NativeMessages.MessageBytesMax;
            Claim.Holds(status == (isTooLong ? NativeMessageStatus.TooLong : NativeMessageStatus.Message));
            Claim.Holds(message.SequenceEqual(isTooLong ? [] : rest.Slice(PrefixLength, (int)length)));
            place += PrefixLength + (int)length;
            Claim.Holds(stream.Position == place);
            Judge(message);
        }
    }

    // The input is one message, and another one follows it.
    private static void Alone(ReadOnlySpan<byte> input)
    {
        using MemoryStream stream = new();
        NativeMessages browser = new(Stream.Null, stream);
        browser.Write(input);
        browser.Write(s_last);
        stream.Position = 0;
        NativeMessages host = new(stream, Stream.Null);
        Claim.Holds(host.Read(out ReadOnlySpan<byte> message)
            == (input.Length > NativeMessages.MessageBytesMax ? NativeMessageStatus.TooLong : NativeMessageStatus.Message));
        Judge(message);
        Claim.Holds(host.Read(out message) == NativeMessageStatus.Message);
        Claim.Holds(PageMessage.Parse(message, out _) == new PageMessage("https://example.org/", "HIGH", "hidden text"));
        Claim.Holds(host.Read(out message) == NativeMessageStatus.End && message.IsEmpty);
    }

    private static void Judge(ReadOnlySpan<byte> json)
    {
        PageMessage? message = PageMessage.Parse(json, out string fault);
        Claim.Holds(message is null == (fault.Length > 0));
        if (message is not null)
        {
            Claim.Holds(message.Level is "LOW" or "MEDIUM" or "HIGH" or "CRITICAL" && message.Rank is >= 0 and < 4);
            Claim.Holds(message.Page.Length is > 0 and <= PageMax && message.Finding.Length is > 0 and <= FindingMax);
        }
    }
}
