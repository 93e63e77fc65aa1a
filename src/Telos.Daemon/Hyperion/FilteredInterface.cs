using Telos.Linux.Bpf;

namespace Telos.Daemon.Hyperion;

/// <summary>A network interface on which the program runs.</summary>
internal sealed record FilteredInterface(string Name, int Index, XdpMode Mode);
