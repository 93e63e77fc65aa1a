using System.Globalization;
using System.Net.Sockets;

namespace Telos.Daemon.Pulses;

/// <summary>Who started this process and wants to know how it does (sd_notify(3), sd_watchdog_enabled(3)).</summary>
public sealed class Supervisor
{
    private const int MsPerBeatMin = 1000;

    private readonly string? _path;
    private readonly long _beatMs;
    private long _nextMs;

    private Supervisor(string? path, long beatMs)
    {
        _path = path;
        _beatMs = beatMs;
    }

    /// <summary>As the environment says; nobody is told anything when nobody asked.</summary>
    public static Supervisor OfThisProcess { get; } = Of(Environment.GetEnvironmentVariable, Environment.ProcessId);

    /// <summary>It can serve from now on.</summary>
    /// <exception cref="SocketException">Whoever asked cannot be told: it would wait, and end this process.</exception>
    public void Ready() => Send("READY=1"u8);

    /// <summary>It gets on. Three times in what the supervisor waits for one is often enough.</summary>
    public void Beat()
    {
        if (_beatMs == 0 || Environment.TickCount64 < _nextMs)
        {
            return;
        }

        _nextMs = Environment.TickCount64 + _beatMs;
        try
        {
            Send("WATCHDOG=1"u8);
        }
        catch (SocketException)
        {
            // A supervisor that is restarted is told the next time; one that is not has its own limit.
        }
    }

    internal static Supervisor Of(Func<string, string?> variable, int pid)
    {
        string? path = variable("NOTIFY_SOCKET") is { Length: > 1 } address
            // An abstract name is written with @ in front.
            ? address[0] == '@' ? '\0' + address[1..] : address
            : null;
        bool isForOther = variable("WATCHDOG_PID") is { Length: > 0 } whose
            && whose != pid.ToString(CultureInfo.InvariantCulture);
        long beatMs = path is not null && !isForOther
            && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long micros)
            ? Math.Max(MsPerBeatMin, micros / 3000)
            : 0;
        return new Supervisor(path, beatMs);
    }

    private void Send(ReadOnlySpan<byte> state)
    {
        if (_path is not null)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(state, new UnixDomainSocketEndPoint(_path));
        }
    }
}
