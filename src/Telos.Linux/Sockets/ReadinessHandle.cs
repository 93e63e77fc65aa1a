namespace Telos.Linux.Sockets;

internal sealed class ReadinessHandle(int fd) : Descriptor(fd);
