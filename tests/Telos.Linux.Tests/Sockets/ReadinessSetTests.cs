using System.Net;
using System.Net.Sockets;
using Telos.Linux.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

public sealed class ReadinessSetTests
{
    [Fact]
    public void Wait_TellsOfADatagramUntilItIsTaken()
    {
        using DatagramSocket quiet = Loopback.Serve("127.0.0.1");
        using DatagramSocket busy = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(2, 64);
        using ReadinessSet readiness = new();
        readiness.Add(quiet, 7);
        readiness.Add(busy, uint.MaxValue);
        uint[] tokens = new uint[4];
        Assert.Equal(0, readiness.Wait(tokens, 0));

        using Socket client = Loopback.Client("127.0.0.1", busy.LocalEndPoint);
        client.Send("?"u8);
        for (int turn = 0; turn < 2; turn++)
        {
            Assert.Equal(1, readiness.Wait(tokens, Loopback.WaitMs));
            Assert.Equal(uint.MaxValue, tokens[0]);
        }

        Assert.Equal(Errno.None, busy.Receive(batch, out _));
        Assert.Equal(0, readiness.Wait(tokens, 0));
    }

    [Fact]
    public void Wait_WithNothingToTell_LastsItsTime()
    {
        using ReadinessSet readiness = new();
        long startMs = Environment.TickCount64;
        Assert.Equal(0, readiness.Wait(new uint[1], 50));
        Assert.InRange(Environment.TickCount64 - startMs, 45, Loopback.WaitMs);
    }

    [Fact]
    public void Wait_IsEndedByAnotherThread()
    {
        using EventFd wake = EventFd.Create();
        using ReadinessSet readiness = new();
        readiness.Add(wake, 3);
        Thread other = new(wake.Signal);
        other.Start();
        uint[] tokens = new uint[4];
        Assert.Equal(1, readiness.Wait(tokens, -1));
        Assert.Equal(3u, tokens[0]);
        other.Join();
        wake.Clear();
        Assert.Equal(0, readiness.Wait(tokens, 0));
    }

    [Fact]
    public void Signal_AllocatesNothing()
    {
        using EventFd wake = EventFd.Create();
        wake.Signal();
        wake.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        wake.Signal();
        wake.Clear();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wait_TellsOfARefusedPeer()
    {
        using Socket placeholder = Loopback.Bound("127.0.0.1");
        EndPoint remote = placeholder.LocalEndPoint!;
        placeholder.Dispose();
        using DatagramSocket client = Loopback.Connected(remote);
        using DatagramBatch batch = new(1, 64);
        using ReadinessSet readiness = new();
        readiness.Add(client, 5);
        batch.SetPayload(0, 1);
        Assert.Equal(Errno.None, client.Send(batch, 0, 1, out _));
        Assert.Equal(1, readiness.Wait(new uint[1], Loopback.WaitMs));
        Assert.Equal(Errno.ECONNREFUSED, client.Receive(batch, out _));
        Assert.Equal(0, readiness.Wait(new uint[1], 0));
    }

    [Fact]
    public void Remove_EndsTheTelling()
    {
        using EventFd wake = EventFd.Create();
        using ReadinessSet readiness = new();
        readiness.Add(wake, 3);
        LinuxException twice = Assert.Throws<LinuxException>(() => readiness.Add(wake, 4));
        Assert.Equal(Errno.EEXIST, twice.Error);
        wake.Signal();
        Assert.Equal(1, readiness.Wait(new uint[1], Loopback.WaitMs));
        readiness.Remove(wake);
        Assert.Equal(0, readiness.Wait(new uint[1], 0));
        LinuxException gone = Assert.Throws<LinuxException>(() => readiness.Remove(wake));
        Assert.Equal(Errno.ENOENT, gone.Error);
    }

    // More than one call tells of: the kernel goes on with those that were not told.
    [Fact]
    public void Wait_WithManyReady_TellsOfEach()
    {
        const int Count = 150;
        using ReadinessSet readiness = new();
        List<EventFd> files = [];
        for (uint token = 0; token < Count; token++)
        {
            files.Add(EventFd.Create());
            files[(int)token].Signal();
            readiness.Add(files[(int)token], token);
        }

        HashSet<uint> told = [];
        uint[] tokens = new uint[Count];
        for (int turn = 0; turn < 3; turn++)
        {
            int count = readiness.Wait(tokens, Loopback.WaitMs);
            Assert.InRange(count, 1, 64);
            told.UnionWith(tokens.AsSpan(0, count).ToArray());
        }

        Assert.Equal(Count, told.Count);
        files.ForEach(file => file.Dispose());
    }

    [Fact]
    public void Wait_WithoutRoom_IsAnError()
    {
        using ReadinessSet readiness = new();
        LinuxException refusal = Assert.Throws<LinuxException>(() => readiness.Wait([], 0));
        Assert.Equal(Errno.EINVAL, refusal.Error);
    }
}
