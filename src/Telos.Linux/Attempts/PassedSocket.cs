using System.Diagnostics;
using System.Net.Sockets;

namespace Telos.Linux.Attempts;

/// <summary>A connected socket that one process hands to another over a unix socket (SCM_RIGHTS, unix(7)).</summary>
public static unsafe class PassedSocket
{
    private const int PatienceMs = 3000;
    private const int PauseMs = 10;
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int ControlBytes = 24;
    private const int ControlBytesUsed = 20;
    private const int DescriptorOffset = 16;

    /// <summary>Waits for a visitor, takes what he hands over and writes to it. EBADF: he came with nothing.</summary>
    public static Errno Take(string path)
    {
        File.Delete(path);
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        if (!listener.Poll(TimeSpan.FromMilliseconds(PatienceMs), SelectMode.SelectRead))
        {
            return Errno.ETIMEDOUT;
        }

        using Socket visitor = listener.Accept();
        byte* control = stackalloc byte[ControlBytes];
        new Span<byte>(control, ControlBytes).Clear();
        nint rc = Message(SystemCall.recvmsg, visitor, control, ControlBytes, MSG_CMSG_CLOEXEC);
        if (rc < 0)
        {
            return Call.Of(rc);
        }

        if (*(nint*)control < ControlBytesUsed)
        {
            return Errno.EBADF;
        }

        int passed = *(int*)(control + DescriptorOffset);
        nint written = Call.Write(passed, "x"u8);
        Call.Make(SystemCall.close, passed);
        return Call.Of(written);
    }

    /// <summary>Connects to this machine's port, then visits whoever listens at the path, as soon as somebody does.</summary>
    public static Errno HandOver(string path, int port)
    {
        using Socket connection = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        connection.Connect(System.Net.IPAddress.Loopback, port);
        using Socket visit = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using ManualResetEvent pause = new(initialState: false);
        long start = Stopwatch.GetTimestamp();
        while (!TryConnect(visit, path))
        {
            if (Stopwatch.GetElapsedTime(start).TotalMilliseconds > PatienceMs)
            {
                return Errno.ETIMEDOUT;
            }

            pause.WaitOne(PauseMs);
        }

        // struct cmsghdr: its length, level and type, then the descriptor.
        byte* control = stackalloc byte[ControlBytes];
        *(nint*)control = ControlBytesUsed;
        (*(int*)(control + 8), *(int*)(control + 12)) = (SOL_SOCKET, SCM_RIGHTS);
        *(int*)(control + DescriptorOffset) = (int)connection.Handle;
        return Call.Of(Message(SystemCall.sendmsg, visit, control, ControlBytes, 0));
    }

    private static bool TryConnect(Socket visit, string path)
    {
        try
        {
            visit.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static nint Message(SystemCall call, Socket socket, byte* control, int controlBytes, int flags)
    {
        byte text = 0;
        nint* vector = stackalloc nint[2] { (nint)(&text), 1 };
        nint* message = stackalloc nint[7] { 0, 0, (nint)vector, 1, (nint)control, controlBytes, 0 };
        return Call.Make(call, socket.Handle, (nint)message, flags);
    }
}
