using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telos.Core.Domains;
using Telos.Daemon.Dns;
using Telos.Daemon.Hyperion;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class DeniedAddressesTests : IDisposable
{
    private const string Bad = "198.51.100.66";
    private static readonly PublicSuffixes s_suffixes = PublicSuffixes.Load();

    private readonly BlockHost _host = new();
    private readonly List<string> _asked = [];
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
    {
        ReceiveTimeout = 5000,
    };

    public DeniedAddressesTests() => _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Dispose()
    {
        _server.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Ask_NameOfMoreLabels_LooksUpItsDomainAloneAndBlocksWhatAnswersIt()
    {
        using DeniedAddresses denials = Start(isFiltering: true);
        denials.Ask(Agent(new LabelBudgetLimits()), Wire("secret.data.evil.example"), s_suffixes);

        // Another question's late answer comes first.
        Answer(late: "203.0.113.9");
        Answer(late: null);
        Wait(() => _host.Entry(Bad) is not null);
        Assert.Null(_host.Entry("203.0.113.9"));
        Assert.Equal(["evil.example 1", "evil.example 28"], _asked);
        Assert.Equal(["evil.example"], _host.List.List(1)[0].Claims.Select(claim => claim.Source));
    }

    [Theory]
    [InlineData(false, 768)]
    [InlineData(true, 1)]
    public void Ask_NoInterfaceOrNoBudget_TellsNobody(bool isFiltering, int bits)
    {
        using (DeniedAddresses denials = Start(isFiltering))
        {
            denials.Ask(Agent(new LabelBudgetLimits { DomainBits = bits }), Wire("evil.example"), s_suffixes);
        }

        Assert.False(_server.Poll(0, SelectMode.SelectRead));
    }

    private DeniedAddresses Start(bool isFiltering)
    {
        DeniedAddresses denials = new(_host.List, () => isFiltering);
        denials.Start((IPEndPoint)_server.LocalEndPoint!);
        return denials;
    }

    private static AgentScope Agent(LabelBudgetLimits limits) =>
        new(1, 0, null!, null!, new LabelBudget(s_suffixes, HashKey.Random(), limits), (_, _, _) => { });

    private void Answer(string? late)
    {
        byte[] query = new byte[512];
        EndPoint client = new IPEndPoint(IPAddress.Any, 0);
        int length = _server.ReceiveFrom(query, ref client);
        int end = query.AsSpan(12).IndexOf((byte)0) + 12 + 5;
        byte type = query[end - 3];
        _asked.Add($"{Text(query.AsSpan(12))} {type}");
        Assert.InRange(length, end, 512);
        if (late is not null)
        {
            byte[] other = Reply(query, end, type, late);
            other[1] ^= 1;
            _server.SendTo(other, client);
        }

        _server.SendTo(Reply(query, end, type, Bad), client);
    }

    private static byte[] Reply(byte[] query, int end, byte type, string address)
    {
        byte[] record = type == 1
            ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. IPAddress.Parse(address).GetAddressBytes()]
            : [];
        byte count = (byte)(record.Length > 0 ? 1 : 0);
        return [query[0], query[1], 0x81, 0x80, 0, 1, 0, count, 0, 0, 0, 0, .. query[12..end], .. record];
    }

    private static string Text(ReadOnlySpan<byte> wire)
    {
        List<string> labels = [];
        for (int at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(wire.Slice(at + 1, wire[at])));
        }

        return string.Join('.', labels);
    }

    private static byte[] Wire(string name) =>
        [.. name.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private static void Wait(Func<bool> holds)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        while (!holds() && elapsed.Elapsed < TimeSpan.FromSeconds(5))
        {
            Thread.Yield();
        }

        Assert.True(holds());
    }
}
