using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Telos.Fuzz.Native;

/// <summary>Memory between two pages that nobody may touch: what reads one octet too far ends the process.</summary>
internal sealed unsafe partial class GuardedRegion : SafeHandle
{
    /// <summary>In octets; twice the longest message.</summary>
    public const int Capacity = 128 << 10;

    private const int PROT_NONE = 0;
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int MAP_PRIVATE = 2;
    private const int MAP_ANONYMOUS = 0x20;
    private const nint MAP_FAILED = -1;

    private static readonly int s_guardLength = Environment.SystemPageSize;
    private static readonly nuint s_mappedLength = (nuint)(Capacity + (2 * s_guardLength));

    private GuardedRegion(nint address)
        : base(MAP_FAILED, ownsHandle: true)
    {
        SetHandle(address);
    }

    public override bool IsInvalid => handle == MAP_FAILED;

    private Span<byte> Octets => new((byte*)handle + s_guardLength, Capacity);

    public static GuardedRegion Map()
    {
        GuardedRegion region = new(mmap(0, s_mappedLength, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (region.IsInvalid || mprotect(region.handle + s_guardLength, Capacity, PROT_READ | PROT_WRITE) != 0)
        {
            throw new Win32Exception();
        }

        return region;
    }

    /// <summary>A copy that ends where the page after it begins.</summary>
    public ReadOnlySpan<byte> BeforeGuard(ReadOnlySpan<byte> octets)
    {
        Span<byte> place = Octets[^octets.Length..];
        octets.CopyTo(place);
        return place;
    }

    /// <summary>A copy that begins where the page before it ends.</summary>
    public ReadOnlySpan<byte> AfterGuard(ReadOnlySpan<byte> octets)
    {
        Span<byte> place = Octets[..octets.Length];
        octets.CopyTo(place);
        return place;
    }

    protected override bool ReleaseHandle() => munmap(handle, s_mappedLength) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(nint address, nuint length);
}
