using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>A file descriptor with one owner; closing it is the owner's <c>Dispose</c>.</summary>
public abstract class Descriptor : SafeHandle
{
    private protected Descriptor(int fd)
        : base(-1, ownsHandle: true) => SetHandle(fd);

    public override bool IsInvalid => handle < 0;

    // close(2) must not be repeated after EINTR: Linux has freed the descriptor already.
    protected override bool ReleaseHandle() => LibcFiles.close((int)handle) == 0;
}
