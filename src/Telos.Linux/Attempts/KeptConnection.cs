using System.Net;
using System.Net.Sockets;
using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Connections that are there before something happens, and are used afterwards.</summary>
public sealed class KeptConnection : IDisposable
{
    private readonly Socket _stream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <exception cref="SocketException">Nobody listens there, or it is not granted.</exception>
    public KeptConnection(int streamPort, int datagramPort)
    {
        _stream.Connect(IPAddress.Loopback, streamPort);
        _datagrams.Connect(IPAddress.Loopback, datagramPort);
    }

    public unsafe Errno Send()
    {
        byte text = (byte)'x';
        return Call.Of(Call.Make(SystemCall.sendto, _stream.Handle, (nint)(&text), 1));
    }

    public Errno Write() => Call.Of(Call.Write(_stream.Handle, "x"u8));

    public Errno WriteDatagram() => Call.Of(Call.Write(_datagrams.Handle, "x"u8));

    /// <summary>The first byte of the file.</summary>
    public Errno SendFile(string path)
    {
        nint file = Call.Open(path, LibcFiles.O_RDONLY);
        if (file < 0)
        {
            return Call.Of(file);
        }

        nint rc = Call.Make(SystemCall.sendfile, _stream.Handle, file, 0, 1);
        Call.Make(SystemCall.close, file);
        return Call.Of(rc);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _datagrams.Dispose();
    }
}
