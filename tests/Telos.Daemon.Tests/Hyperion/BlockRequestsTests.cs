using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class BlockRequestsTests : IDisposable
{
    private const int AnyPort = 0;
    private const string Key = "hyperion.port";
    private const string Good = "Authorization: Bearer " + DeskHost.Token;

    private readonly DeskHost _host = new();
    private readonly HttpPort _port;

    public BlockRequestsTests() => _port = new HttpPort(AnyPort, _host.Requests, Key);

    public void Dispose()
    {
        _port.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Post_InTheSeedsShape_BlocksTheAddress()
    {
        (int status, string body) = Ask(Post("/block", """{"ip":"198.51.100.66"}"""));
        Assert.Equal(
            (200, """{"ip":"198.51.100.66","blocked":true,"result":"blocked","reason":"nothing is let in from it"}"""),
            (status, body));
        BlockRecord record = Assert.Single(_host.Desk.List().Blocks);
        Assert.Equal(("198.51.100.66", "http"), (record.Ip, record.Sources[0]));
        Assert.InRange(record.TtlMs, 3_590_000, 3_600_000);
        Assert.Equal(0, _host.OperatorBlocks);

        Assert.Equal(200, Ask(Post("/unblock", """{"ip":"198.51.100.66"}""")).Status);
        Assert.Empty(_host.Desk.List().Blocks);
    }

    [Fact]
    public void Get_ListsTheBlocks()
    {
        Ask(Post("/block", """{"ip":"2001:db8::66","ttl":"10m","reason":"ids"}"""));
        (int status, string body) = Ask($"GET /blocks HTTP/1.1\r\n{Good}\r\n\r\n");
        Assert.Equal(200, status);
        Assert.Contains("""{"ip":"2001:db8::66","ttl_ms":""", body, StringComparison.Ordinal);
        Assert.Contains("\"sources\":[\"http: ids\"]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ip":"10.0.0.1"}""", 409, "not_public")]
    [InlineData("""{"ip":"9.9.9.9"}""", 409, "resolver")]
    [InlineData("""{"ip":"evil.example"}""", 400, "ip is not an address")]
    [InlineData("""{"ip":"198.51.100.66","ttl":"soon"}""", 400, "not a duration")]
    [InlineData("""{"ip":198}""", 400, "the body is not")]
    [InlineData("""{"ip":null}""", 400, "the body is not")]
    [InlineData("""{"address":"198.51.100.66"}""", 400, "the body is not")]
    [InlineData("""{"ip":"198.51.100.66","for":"ever"}""", 400, "the body is not")]
    [InlineData("""["198.51.100.66"]""", 400, "the body is not")]
    [InlineData("null", 400, "the body is not")]
    [InlineData("ip=198.51.100.66", 400, "the body is not")]
    [InlineData("", 400, "the body is not")]
    public void Post_OfWhatIsNotBlocked_SaysWhy(string json, int status, string why)
    {
        (int got, string body) = Ask(Post("/block", json));
        Assert.Equal(status, got);
        Assert.Contains(why, body, StringComparison.Ordinal);
        Assert.Empty(_host.Desk.List().Blocks);
    }

    [Theory]
    [InlineData("Authorization: Bearer 0123456789abcdeF")]
    [InlineData("Authorization: Basic " + DeskHost.Token)]
    [InlineData("X: y")]
    public void Request_WithoutTheToken_IsRefusedWhateverItAsks(string header)
    {
        foreach (string line in (string[])["POST /block", "POST /unblock", "GET /blocks", "GET /elsewhere", "DELETE /"])
        {
            (int status, string body) = Ask($"{line} HTTP/1.1\r\n{header}\r\nContent-Length: 9\r\n\r\n");
            Assert.Equal(401, status);
            Assert.DoesNotContain(DeskHost.Token, body, StringComparison.Ordinal);
        }

        Assert.Empty(_host.Desk.List().Blocks);
    }

    [Theory]
    [InlineData("GET /block", 405)]
    [InlineData("POST /blocks", 405)]
    [InlineData("OPTIONS /block", 405)]
    [InlineData("POST /block?x", 404)]
    [InlineData("POST /", 404)]
    public void Request_ForAnythingElse_IsTold(string line, int status) =>
        Assert.Equal(status, Ask($"{line} HTTP/1.1\r\n{Good}\r\n\r\n").Status);

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("POST /block HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411)]
    [InlineData("POST /block HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("POST /block HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("POST /block HTTP/1.1\r\nbad header\r\n\r\n", 400)]
    [InlineData("POST /block HTTP/1.1\r\n" + Good + "\r\nContent-Length: 4097\r\n\r\n", 413)]
    public void Request_ThatIsMalformed_IsTold(string request, int status) => Assert.Equal(status, Ask(request).Status);

    [Fact]
    public void Request_WithAnEndlessHead_IsEnded() => Assert.Equal(431, Ask(new string('a', 20_000)).Status);

    [Fact]
    public void Request_InPieces_IsPutTogether()
    {
        using Socket client = Connect();
        foreach (char letter in Post("/block", """{"ip":"198.51.100.66"}"""))
        {
            client.Send([(byte)letter]);
        }

        Assert.Equal(200, Read(client).Status);
    }

    [Fact]
    public void Request_ThatNeverEnds_IsEndedByTheClock()
    {
        using HttpPort hasty = new(AnyPort, _host.Requests, Key, requestMsMax: 200);
        using Socket client = Connect(hasty);
        client.Send("POST /block HTTP/1.1\r\n"u8);
        Assert.Equal(408, Read(client).Status);
    }

    [Fact]
    public void Connections_BeyondTheBound_AreRefusedAndTheNextIsServedAgain()
    {
        List<Socket> held = [];
        for (int i = 0; i < HttpLimits.ConnectionsMax; i++)
        {
            held.Add(Connect());
        }

        Assert.Equal(503, Ask("").Status);
        held.ForEach(socket => socket.Dispose());
        Assert.True(SpinWait.SpinUntil(
            () => Ask(Post("/block", """{"ip":"198.51.100.66"}""")).Status == 200, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Port_ThatIsTaken_IsAnErrorOfTheOperators()
    {
        DaemonException error = Assert.Throws<DaemonException>(() => new HttpPort(_port.EndPoint.Port, _host.Requests, Key));
        Assert.Contains("hyperion.port", error.Message, StringComparison.Ordinal);
        Assert.Equal(IPAddress.Loopback, _port.EndPoint.Address);
    }

    private static string Post(string target, string body) =>
        $"POST {target} HTTP/1.1\r\nHost: localhost\r\n{Good}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static (int Status, string Body) Read(Socket client)
    {
        using MemoryStream answer = new();
        using NetworkStream stream = new(client);
        stream.CopyTo(answer);
        string[] parts = Encoding.ASCII.GetString(answer.ToArray()).Split("\r\n\r\n", 2);
        Assert.Equal(2, parts.Length);
        Assert.Contains($"Content-Length: {parts[1].Length}\r\n", parts[0], StringComparison.Ordinal);
        return (int.Parse(parts[0].Split(' ')[1], CultureInfo.InvariantCulture), parts[1]);
    }

    private (int Status, string Body) Ask(string request)
    {
        using Socket client = Connect();
        client.Send(Encoding.ASCII.GetBytes(request));
        return Read(client);
    }

    private Socket Connect(HttpPort? port = null)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        client.Connect((port ?? _port).EndPoint);
        return client;
    }
}
