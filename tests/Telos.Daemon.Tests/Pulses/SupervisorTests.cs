using System.Net.Sockets;
using System.Text;
using Telos.Daemon.Pulses;
using Xunit;

namespace Telos.Daemon.Tests.Pulses;

public sealed class SupervisorTests : IDisposable
{
    private const int Pid = 4711;

    private readonly TempDirectory _temp = new();
    private readonly Socket _supervisor = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public SupervisorTests()
    {
        _supervisor.Bind(new UnixDomainSocketEndPoint(Address));
        _supervisor.ReceiveTimeout = 5000;
    }

    private string Address => _temp.File("notify");

    [Fact]
    public void Ready_TellsWhoAsked()
    {
        Of(("NOTIFY_SOCKET", Address)).Ready();
        Assert.Equal("READY=1", Received());
    }

    [Fact]
    public void Ready_WithNobodyToTell_DoesNothing()
    {
        Of().Ready();
        Assert.Equal(0, _supervisor.Available);
    }

    [Fact]
    public void Beat_ToldOnceInAThirdOfTheTime()
    {
        Supervisor supervisor = Of(("NOTIFY_SOCKET", Address), ("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "4711"));
        supervisor.Beat();
        supervisor.Beat();
        Assert.Equal("WATCHDOG=1", Received());
        Assert.Equal(0, _supervisor.Available);
    }

    [Theory]
    [InlineData("60000000", "4712")]
    [InlineData("x", "4711")]
    [InlineData("0x10", "")]
    public void Beat_ForAnotherProcessOrWithoutATime_TellsNothing(string micros, string pid)
    {
        Of(("NOTIFY_SOCKET", Address), ("WATCHDOG_USEC", micros), ("WATCHDOG_PID", pid)).Beat();
        Assert.Equal(0, _supervisor.Available);
    }

    // The supervisor is being restarted: no pulse of ours stops for that.
    [Fact]
    public void Beat_ToNobody_IsNoError()
    {
        Supervisor supervisor = Of(("NOTIFY_SOCKET", Address + ".gone"), ("WATCHDOG_USEC", "60000000"));
        supervisor.Beat();
        Assert.Throws<SocketException>(supervisor.Ready);
    }

    public void Dispose()
    {
        _supervisor.Dispose();
        _temp.Dispose();
    }

    private static Supervisor Of(params (string Name, string Value)[] variables) =>
        Supervisor.Of(name => variables.FirstOrDefault(one => one.Name == name).Value, Pid);

    private string Received()
    {
        byte[] text = new byte[64];
        return Encoding.ASCII.GetString(text, 0, _supervisor.Receive(text));
    }
}
