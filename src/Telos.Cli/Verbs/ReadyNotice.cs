using System.Net.Sockets;

namespace Telos.Cli.Verbs;

/// <summary>Tells the service manager that started this process how far it is (sd_notify(3)).</summary>
internal static class ReadyNotice
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Does nothing when nobody asked to be told.</summary>
    /// <exception cref="SocketException">Whoever asked cannot be told: it would wait, and end this process.</exception>
    public static void Send()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } address)
        {
            return;
        }

        // An abstract name is written with @ in front.
        string path = address[0] == '@' ? '\0' + address[1..] : address;
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo("READY=1"u8, new UnixDomainSocketEndPoint(path));
    }
}
