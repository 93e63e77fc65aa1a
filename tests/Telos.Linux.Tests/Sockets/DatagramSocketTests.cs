using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Telos.Linux.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

public sealed class DatagramSocketTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("::1", "::1", "::1")]
    [InlineData("::", "::1", "::1")]
    public void Receive_OfAHundred_TakesABatchThenTheRest(string bound, string host, string recorded)
    {
        using DatagramSocket server = Loopback.Serve(bound);
        int index = bound == host ? 0 : NetworkInterface.LoopbackInterfaceIndex;
        using DatagramBatch batch = new(64, 512);
        using Socket client = Loopback.Client(host, new IPEndPoint(IPAddress.Parse(host), server.LocalEndPoint.Port));
        for (int i = 0; i < 100; i++)
        {
            client.Send(Numbered(i));
        }

        int seen = 0;
        foreach (int expected in (int[])[64, 36])
        {
            Assert.Equal(expected, Loopback.Take(server, batch));
            for (int slot = 0; slot < expected; slot++, seen++)
            {
                Assert.Equal(Numbered(seen), batch.Received(slot));
                Assert.False(batch.WasTruncated(slot));
                ref readonly DatagramPath path = ref batch.Path(slot);
                Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, path.PeerPort);
                Assert.Equal(client.AddressFamily, path.PeerFamily);
                Assert.Equal(IPAddress.Parse(recorded), Loopback.Peer(path));
                Assert.True(path.HasLocal);
                Assert.Equal(IPAddress.Parse(recorded), Loopback.Local(path));
                Assert.Equal(index, path.InterfaceIndex);
            }
        }

        Assert.Equal(Errno.EAGAIN, server.Receive(batch, out int none));
        Assert.Equal(0, none);
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.2")]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.1", "127.0.0.2")]
    [InlineData("fd00:7::2", "::1", "fd00:7::2")]
    [InlineData("fe80::7%" + PrivateNetwork.Device, "fe80::7%" + PrivateNetwork.Device, "fe80::7%" + PrivateNetwork.Device)]
    [InlineData("::", "::1", "fd00:7::2")]
    [InlineData("::", "fd00:7::1", "::1")]
    [InlineData("::", "fe80::7%" + PrivateNetwork.Device, "fe80::7%" + PrivateNetwork.Device)]
    public void Reply_ComesFromTheAddressThatWasAsked(string bound, string from, string asked)
    {
        using PrivateNetwork network = new();
        network.Run(() =>
        {
            using DatagramSocket server = Loopback.Serve(bound);
            using DatagramBatch batch = new(4, 512);

            // A connected client hears nobody but the address that it asked.
            using Socket client = Loopback.Client(from, new IPEndPoint(IPAddress.Parse(asked), server.LocalEndPoint.Port));
            client.Send("who"u8);
            Assert.Equal(1, Loopback.Take(server, batch));
            "you"u8.CopyTo(batch.Buffer(0));
            batch.SetReply(0, 3, batch.Path(0));
            Assert.Equal(Errno.None, server.Send(batch, 0, 1, out int sent));
            Assert.Equal(1, sent);
            Assert.Equal("you"u8, Loopback.Take(client));
        });
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.2")]
    [InlineData("::", "::1", "fd00:7::2")]
    public void Reply_WithoutTheLocalAddress_IsNotHeard(string any, string from, string asked)
    {
        using PrivateNetwork network = new();
        network.Run(() =>
        {
            using DatagramSocket server = Loopback.Serve(any);
            using DatagramBatch batch = new(4, 512);
            using Socket client = Loopback.Client(from, new IPEndPoint(IPAddress.Parse(asked), server.LocalEndPoint.Port));
            client.Send("who"u8);
            Assert.Equal(1, Loopback.Take(server, batch));
            batch.SetReply(0, 3, new DatagramPath(batch.Path(0).Peer));
            Assert.Equal(Errno.None, server.Send(batch, 0, 1, out _));
            Assert.True(Loopback.HearsNothing(client));
        });
    }

    [Fact]
    public void Bind_WithReusePort_SpreadsTheClients()
    {
        using DatagramSocket first = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0), reusePort: true);
        using DatagramSocket second = DatagramSocket.Bind(first.LocalEndPoint, reusePort: true);
        using DatagramBatch batch = new(256, 64);
        for (int i = 0; i < 200; i++)
        {
            using Socket client = Loopback.Client("127.0.0.1", first.LocalEndPoint);
            client.Send("?"u8);
        }

        int atFirst = Loopback.Take(first, batch);
        int atSecond = Loopback.Take(second, batch);
        Assert.Equal(200, atFirst + atSecond);
        Assert.InRange(atFirst, 50, 150);
    }

    [Fact]
    public void Bind_ToATakenPort_SaysWhich()
    {
        using DatagramSocket first = Loopback.Serve("127.0.0.1");
        LinuxException refusal = Assert.Throws<LinuxException>(() => DatagramSocket.Bind(first.LocalEndPoint, reusePort: false));
        Assert.Equal(Errno.EADDRINUSE, refusal.Error);
        Assert.Equal("bind", refusal.Call);
        Assert.Equal(first.LocalEndPoint.ToString(), refusal.Target);
    }

    [Fact]
    public void Bind_OfBothFamiliesToOnePort_Works()
    {
        using DatagramSocket v4 = Loopback.Serve("0.0.0.0");
        using DatagramSocket v6 = DatagramSocket.Bind(new IPEndPoint(IPAddress.IPv6Any, v4.LocalEndPoint.Port), false);
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, v4.LocalEndPoint.Port), v6.LocalEndPoint);
    }

    [Fact]
    public void Send_PastARefusedSlot_SaysHowFarItGot()
    {
        using DatagramSocket server = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(8, 64);
        using Socket client = Loopback.Client("127.0.0.1", server.LocalEndPoint);
        client.Send("?"u8);
        Assert.Equal(1, Loopback.Take(server, batch));
        DatagramPath path = batch.Path(0);
        for (byte slot = 1; slot < 8; slot++)
        {
            batch.Buffer(slot)[0] = slot;
            batch.SetReply(slot, 1, path);
        }

        // Nobody is at port 0 (net/ipv4/udp.c, udp_sendmsg).
        batch.SetReply(4, 1, new DatagramPath(path.Peer with { Port = 0 }));
        Assert.Equal(Errno.EINVAL, server.Send(batch, 1, 7, out int sent));
        Assert.Equal(3, sent);
        Assert.Equal(Errno.EINVAL, server.Send(batch, 4, 4, out sent));
        Assert.Equal(0, sent);
        Assert.Equal(Errno.None, server.Send(batch, 5, 3, out sent));
        Assert.Equal(3, sent);
        foreach (byte expected in (byte[])[1, 2, 3, 5, 6, 7])
        {
            Assert.Equal([expected], Loopback.Take(client));
        }

        Assert.True(Loopback.HearsNothing(client));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Connected_PeerThatIsAway_IsRefusedThenHeard(string host)
    {
        using Socket placeholder = Loopback.Bound(host);
        IPEndPoint remote = (IPEndPoint)placeholder.LocalEndPoint!;
        placeholder.Dispose();
        using DatagramSocket client = Loopback.Connected(remote);
        using DatagramBatch batch = new(4, 64);
        batch.SetPayload(0, 1);
        Assert.Equal(Errno.None, client.Send(batch, 0, 1, out _));
        Assert.Equal(Errno.ECONNREFUSED, client.Receive(batch, out int count));
        Assert.Equal(0, count);
        Assert.Equal(Errno.EAGAIN, client.Receive(batch, out _));

        using Socket peer = new(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(remote);
        peer.SendTo("here"u8, client.LocalEndPoint);
        Assert.Equal(1, Loopback.Take(client, batch));
        Assert.Equal("here"u8, batch.Received(0));
        Assert.False(batch.Path(0).HasLocal);
        Assert.Equal(remote.Port, batch.Path(0).PeerPort);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void TryConnect_FromATakenPort_SaysSo(string host)
    {
        using Socket peer = Loopback.Bound(host);
        using DatagramSocket first = Loopback.Connected(peer.LocalEndPoint);
        ushort port = (ushort)first.LocalEndPoint.Port;
        Errno error = DatagramSocket.TryConnect((IPEndPoint)peer.LocalEndPoint!, port, out DatagramSocket? second);
        Assert.Equal(Errno.EADDRINUSE, error);
        Assert.Null(second);
        first.Dispose();
        Assert.Equal(Errno.None, DatagramSocket.TryConnect((IPEndPoint)peer.LocalEndPoint!, port, out second));
        Assert.Equal(port, second!.LocalEndPoint.Port);
        second.Dispose();
    }

    [Fact]
    public void TryConnect_WithoutARoute_SaysSo()
    {
        using PrivateNetwork network = new();
        network.Run(() =>
        {
            IPEndPoint nowhere = new(IPAddress.Parse("192.0.2.1"), 53);
            Assert.Equal(Errno.ENETUNREACH, DatagramSocket.TryConnect(nowhere, 0, out DatagramSocket? socket));
            Assert.Null(socket);
        });
    }

    [Fact]
    public void Receive_OnAConnectedSocket_LeavesOutAStrangerOfBefore()
    {
        using Socket peer = Loopback.Bound("127.0.0.1");
        using Socket stranger = Loopback.Bound("127.0.0.1");
        using DatagramSocket probe = Loopback.Connected(peer.LocalEndPoint);
        IPEndPoint target = new(IPAddress.Loopback, probe.LocalEndPoint.Port);
        probe.Dispose();
        using DatagramBatch batch = new(64, 64);
        bool isOver = false;
        Thread flood = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                stranger.SendTo("forged"u8, target);
            }
        });
        flood.Start();

        // Until the race was lost, which shows in a datagram that is there and empty.
        int early = 0;
        long deadlineMs = Environment.TickCount64 + 20_000;
        try
        {
            while (early == 0 && Environment.TickCount64 < deadlineMs)
            {
                Errno error = DatagramSocket.TryConnect(
                    (IPEndPoint)peer.LocalEndPoint!, (ushort)target.Port, out DatagramSocket? socket);
                if (error == Errno.EADDRINUSE)
                {
                    // Between two rounds the port is anybody's.
                    continue;
                }

                Assert.Equal(Errno.None, error);
                using (socket)
                {
                    Thread.Yield();
                    socket!.Receive(batch, out early);
                }
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            flood.Join();
        }

        Assert.NotEqual(0, early);
        for (int slot = 0; slot < early; slot++)
        {
            Assert.True(batch.Received(slot).IsEmpty);
        }
    }

    // Of another length each, so that a length that stays from before shows.
    private static byte[] Numbered(int number)
    {
        byte[] bytes = new byte[1 + (number * 37 % 500)];
        Array.Fill(bytes, (byte)number);
        return bytes;
    }
}
