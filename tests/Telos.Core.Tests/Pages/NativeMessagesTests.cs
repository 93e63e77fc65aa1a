using System.Text;
using Telos.Core.Pages;
using Xunit;

namespace Telos.Core.Tests.Pages;

public sealed class NativeMessagesTests
{
    [Fact]
    public void Read_OfFrames_GivesEachAndThenTheEnd()
    {
        NativeMessages messages = Over([.. Frame("{}"), .. Frame(""), .. Frame("[1]")]);
        Assert.Equal(NativeMessageStatus.Message, messages.Read(out ReadOnlySpan<byte> message));
        Assert.Equal("{}", Encoding.UTF8.GetString(message));
        Assert.Equal(NativeMessageStatus.Message, messages.Read(out message));
        Assert.True(message.IsEmpty);
        Assert.Equal(NativeMessageStatus.Message, messages.Read(out message));
        Assert.Equal("[1]", Encoding.UTF8.GetString(message));
        Assert.Equal(NativeMessageStatus.End, messages.Read(out _));
    }

    [Fact]
    public void Read_OfAMessageThatIsTooLong_SkipsItAndGoesOn()
    {
        string longest = new(' ', NativeMessages.MessageBytesMax);
        NativeMessages messages = Over([.. Frame(longest), .. Frame(longest + " "), .. Frame("{}")]);
        Assert.Equal(NativeMessageStatus.Message, messages.Read(out ReadOnlySpan<byte> message));
        Assert.Equal(NativeMessages.MessageBytesMax, message.Length);
        Assert.Equal(NativeMessageStatus.TooLong, messages.Read(out message));
        Assert.True(message.IsEmpty);
        Assert.Equal(NativeMessageStatus.Message, messages.Read(out message));
        Assert.Equal("{}", Encoding.UTF8.GetString(message));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 5, 0, 0 })]
    [InlineData(new byte[] { 5, 0, 0, 0, 1, 2 })]
    [InlineData(new byte[] { 0, 0, 2, 0, 1, 2 })]
    public void Read_OfAPipeThatEnds_IsTheEnd(byte[] bytes) =>
        Assert.Equal(NativeMessageStatus.End, Over(bytes).Read(out _));

    [Fact]
    public void Read_OfALengthThatNoBrowserSends_IsBroken() =>
        Assert.Equal(NativeMessageStatus.Broken, Over([1, 0, 0, 4, 1]).Read(out _));

    [Fact]
    public void Write_PutsTheLengthInFront()
    {
        using MemoryStream output = new();
        new NativeMessages(Stream.Null, output).Write("{}"u8);
        Assert.Equal(Frame("{}"), output.ToArray());
    }

    private static NativeMessages Over(byte[] bytes) => new(new MemoryStream(bytes), Stream.Null);

    private static byte[] Frame(string text) => [.. BitConverter.GetBytes((uint)text.Length), .. Encoding.UTF8.GetBytes(text)];
}
