using System.Text;
using Telos.Core.Protocol;
using Xunit;

namespace Telos.Core.Tests.Protocol;

public sealed class HttpRequestHeadTests
{
    [Fact]
    public void TryParse_ARequest_GivesItsParts()
    {
        const string Head = "POST /block HTTP/1.1\r\nHost: x\r\nauthorization:\tBearer secret \r\nCONTENT-LENGTH: 17\r\n\r\n";
        Assert.Equal(HttpHeadStatus.Ok, Parse(Head + "{\"ip\":\"192.0.2.1\"}", out string method, out string target,
            out string authorization, out int contentLength, out int length));
        Assert.Equal(
            ("POST", "/block", "Bearer secret", 17, Head.Length), (method, target, authorization, contentLength, length));
    }

    [Fact]
    public void TryParse_ARequestWithoutHeaders_HasNeitherBodyNorToken()
    {
        Assert.Equal(HttpHeadStatus.Ok, Parse("GET / HTTP/1.0\r\n\r\n", out string method, out _,
            out string authorization, out int contentLength, out int length));
        Assert.Equal(("GET", "", 0, 18), (method, authorization, contentLength, length));
    }

    [Theory]
    [InlineData("get / HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET  HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET /", HttpHeadStatus.BadRequestLine)]
    [InlineData(" / HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET / HTTP/2.0", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET http://x/ HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET /a b HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET /\u007f HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("AVERYLONGMETHODNAME / HTTP/1.1", HttpHeadStatus.BadRequestLine)]
    [InlineData("", HttpHeadStatus.BadRequestLine)]
    [InlineData("GET / HTTP/1.1\r\nno colon", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\n: value", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\nName : value", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n folded: c", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\nA: b\nContent-Length: 1", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\nA: b\0", HttpHeadStatus.BadHeader)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: -1", HttpHeadStatus.BadLength)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 1x", HttpHeadStatus.BadLength)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length:", HttpHeadStatus.BadLength)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 1234567890", HttpHeadStatus.BadLength)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 1", HttpHeadStatus.Repeated)]
    [InlineData("GET / HTTP/1.1\r\nAuthorization: a\r\nAuthorization: b", HttpHeadStatus.Repeated)]
    [InlineData("GET / HTTP/1.1\r\nTransfer-Encoding: chunked", HttpHeadStatus.Coded)]
    public void TryParse_AFault_HasItsOwnStatus(string head, HttpHeadStatus status)
    {
        Assert.Equal(status, Parse(head + "\r\n\r\n", out _, out _, out _, out _, out int length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void TryParse_AHeadThatIsCutAnywhere_IsIncomplete()
    {
        const string Head = "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n";
        for (int length = 0; length < Head.Length; length++)
        {
            Assert.Equal(HttpHeadStatus.Incomplete, Parse(Head[..length], out _, out _, out _, out _, out _));
        }
    }

    [Fact]
    public void TryParse_AHeadWithoutEnd_IsTooLargeOnceItsRoomIsFull()
    {
        string endless = new('a', HttpLimits.HeadBytesMax);
        Assert.Equal(HttpHeadStatus.Incomplete, Parse(endless[1..], out _, out _, out _, out _, out _));
        Assert.Equal(HttpHeadStatus.TooLarge, Parse(endless, out _, out _, out _, out _, out _));
        string many = "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", HttpLimits.HeadersMax + 1)) + "\r\n";
        Assert.Equal(HttpHeadStatus.TooLarge, Parse(many, out _, out _, out _, out _, out _));
    }

    private static HttpHeadStatus Parse(
        string text, out string method, out string target, out string authorization, out int contentLength, out int length)
    {
        HttpHeadStatus status = HttpRequestHead.TryParse(Encoding.Latin1.GetBytes(text), out HttpRequestHead head);
        method = Encoding.Latin1.GetString(head.Method);
        target = Encoding.Latin1.GetString(head.Target);
        authorization = Encoding.Latin1.GetString(head.Authorization);
        contentLength = head.ContentLength;
        length = head.Length;
        return status;
    }
}
