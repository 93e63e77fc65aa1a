namespace Telos.Linux.Sockets;

internal sealed class DatagramHandle(int fd) : Descriptor(fd);
