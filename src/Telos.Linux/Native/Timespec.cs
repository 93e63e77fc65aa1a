using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    internal long Seconds;
    internal long Nanoseconds;
}
