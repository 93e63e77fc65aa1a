using System.Diagnostics;
using System.Net.Sockets;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Linux.Tests.Processes;

public sealed class PidFdTests
{
    private const int SIGKILL = 9;
    private const int PidMax = 1 << 22;

    [Fact]
    public void TryOpen_OfALivingProcess_FollowsItToItsEnd()
    {
        using Process child = Process.Start("sleep", "60");
        Assert.Equal(Errno.None, PidFd.TryOpen(child.Id, out PidFd? opened));
        using PidFd process = opened!;
        Assert.Equal(child.Id, process.Pid);
        Assert.False(process.HasExited);
        Assert.Equal(Errno.None, process.Signal(0));

        Assert.Equal(Errno.None, process.Signal(SIGKILL));
        child.WaitForExit();
        Assert.True(process.HasExited);
        Assert.Equal(Errno.ESRCH, process.Signal(0));
    }

    [Theory]
    [InlineData(PidMax + 1, Errno.ESRCH)]
    [InlineData(0, Errno.EINVAL)]
    [InlineData(-1, Errno.EINVAL)]
    public void TryOpen_OfNoProcess_GivesTheError(int pid, Errno expected)
    {
        Assert.Equal(expected, PidFd.TryOpen(pid, out PidFd? process));
        Assert.Null(process);
    }

    [Fact]
    public void Peer_OfAUnixSocket_IsThisProcess()
    {
        using UnixPair pair = new();
        PeerCredentials credentials = PeerCredentials.Of(pair.Server);
        Assert.Equal(Environment.ProcessId, credentials.Pid);
        Assert.Equal(Privilege.IsRoot, credentials.Uid == 0);

        using PidFd process = PidFd.FromPeer(pair.Server);
        Assert.Equal(Environment.ProcessId, process.Pid);
        Assert.False(process.HasExited);
    }

    [Fact]
    public void Peer_OfAnInternetSocket_IsAnError()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Throws<LinuxException>(() => PidFd.FromPeer(socket));
    }

    [Fact]
    public void TryOpenStartedBefore_AProcessOlderThanTheAccept_IsThePeer()
    {
        using Process child = Process.Start("sleep", "60");
        Thread.Sleep(20);
        Assert.Equal(Errno.None, PidFd.TryOpenStartedBefore(child.Id, Clock.BootNs(), out PidFd? process));
        process!.Dispose();
        child.Kill();
    }

    [Fact]
    public void TryOpenStartedBefore_AProcessYoungerThanTheAccept_HasTakenTheNumber()
    {
        ulong accepted = Clock.BootNs();
        Thread.Sleep(30);
        using Process child = Process.Start("sleep", "60");
        Assert.Equal(Errno.ESRCH, PidFd.TryOpenStartedBefore(child.Id, accepted, out PidFd? process));
        Assert.Null(process);
        child.Kill();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(PidMax + 1)]
    public void TryOpenStartedBefore_NoProcess_IsESRCH(int pid) =>
        Assert.Equal(Errno.ESRCH, PidFd.TryOpenStartedBefore(pid, Clock.BootNs(), out _));

    [Fact]
    public void TryParseStartTicks_NameWithParenthesesAndSpaces_IsSkipped()
    {
        const string Line = "12 (a) S 1 (b c) S 1 12 12 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 5 6 7";
        Assert.True(ProcessStat.TryParseStartTicks(Line, out ulong ticks));
        Assert.Equal(987654UL, ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 name S 1")]
    [InlineData("12 (name) S 1 2 3")]
    [InlineData("12 (n) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 soon 20")]
    public void TryParseStartTicks_Malformed_IsFalse(string line) =>
        Assert.False(ProcessStat.TryParseStartTicks(line, out _));

    private sealed class UnixPair : IDisposable
    {
        private readonly Socket _client = Unix();

        public UnixPair()
        {
            string path = Path.Combine(Path.GetTempPath(), $"telos-{Guid.NewGuid():N}.sock");
            using Socket listener = Unix();
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            _client.Connect(new UnixDomainSocketEndPoint(path));
            Server = listener.Accept();
            File.Delete(path);
        }

        public Socket Server { get; }

        public void Dispose()
        {
            Server.Dispose();
            _client.Dispose();
        }

        private static Socket Unix() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    }
}
