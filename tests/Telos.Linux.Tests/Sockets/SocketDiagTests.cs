using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Telos.Linux.Cgroups;
using Telos.Linux.Sockets;
using Telos.Linux.Tests.Cgroups;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

public sealed class SocketDiagTests
{
    private const string OwnNamespace = "/proc/self/ns/net";

    // Connects, says so, and tells how its wait for data ends.
    private const string Connected =
        """
        import errno, socket, sys
        family, kind, host, port = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
        connection = socket.socket(family, kind)
        connection.connect((host, port))
        print("connected", flush=True)
        try:
            connection.recv(1)
            print("closed", flush=True)
        except OSError as error:
            print(errno.errorcode[error.errno], flush=True)
        """;

    [Theory]
    [InlineData(SocketType.Stream, "127.0.0.1")]
    [InlineData(SocketType.Stream, "::1")]
    [InlineData(SocketType.Dgram, "127.0.0.1")]
    [InlineData(SocketType.Dgram, "::1")]
    public void Destroy_EndsTheWaitOfThatSocketAlone(SocketType type, string host)
    {
        using Socket server = Serve(type, host);
        using TestCgroup held = new();
        using TestCgroup free = new();
        using Process target = Connect(held.Group, server);
        using Process bystander = Connect(free.Group, server);
        using SocketDiag diag = Open();

        List<InetSocket> sockets = [];
        Assert.Equal(Errno.None, diag.List(held.Group.Id, sockets));
        InetSocket only = Assert.Single(sockets);
        Assert.Equal(server.LocalEndPoint, only.Peer);
        Assert.Equal(Errno.None, diag.Destroy(only));
        Assert.Equal("ECONNABORTED", target.StandardOutput.ReadLine());

        // A second time it is gone, and nobody else was meant.
        Assert.Equal(Errno.ENOENT, diag.Destroy(only));
        sockets.Clear();
        Assert.Equal(Errno.None, diag.List(held.Group.Id, sockets));
        Assert.Empty(sockets);
        Assert.Equal(Errno.None, diag.List(free.Group.Id, sockets));
        Assert.Single(sockets);
    }

    [Fact]
    public void Probe_OfAKernelThatEndsSockets_IsNone()
    {
        using SocketDiag diag = Open();
        Assert.Equal(Errno.None, diag.Probe());
    }

    [Fact]
    public void TryOpen_OfNoNamespace_SaysSo()
    {
        Assert.Equal(Errno.ENOENT, SocketDiag.TryOpen("/proc/self/ns/none", out SocketDiag? diag));
        Assert.Null(diag);
        Assert.Equal(Errno.EINVAL, SocketDiag.TryOpen("/proc/self/ns/mnt", out diag));
        Assert.Null(diag);
    }

    private static SocketDiag Open()
    {
        Assert.Equal(Errno.None, SocketDiag.TryOpen(OwnNamespace, out SocketDiag? diag));
        return diag!;
    }

    private static Socket Serve(SocketType type, string host)
    {
        IPAddress address = IPAddress.Parse(host);
        Socket server = new(address.AddressFamily, type, ProtocolType.Unspecified);
        server.Bind(new IPEndPoint(address, 0));
        if (type == SocketType.Stream)
        {
            server.Listen(4);
        }

        return server;
    }

    private static Process Connect(CgroupDirectory cgroup, Socket server)
    {
        IPEndPoint peer = (IPEndPoint)server.LocalEndPoint!;
        int family = peer.AddressFamily == AddressFamily.InterNetwork ? 2 : 10;
        int kind = server.SocketType == SocketType.Stream ? 1 : 2;
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true };
        foreach (string word in (string[])
            ["-c", "echo $$ > \"$0/cgroup.procs\" && exec python3 -c \"$@\"", cgroup.Path, Connected,
                $"{family}", $"{kind}", $"{peer.Address}", $"{peer.Port}"])
        {
            start.ArgumentList.Add(word);
        }

        Process process = Process.Start(start)!;
        Assert.Equal("connected", process.StandardOutput.ReadLine());
        return process;
    }
}
