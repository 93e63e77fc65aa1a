using System.Buffers.Binary;
using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>
/// What names are hashed with. Secret and drawn anew at each start, so that nobody can craft names that collide.
/// </summary>
public readonly record struct HashKey(ulong Start, ulong Mask)
{
    // A Guid is the runtime's way to the kernel's CSPRNG without OpenSSL. Its six fixed bits fall on random ones of the other.
    public static HashKey Random() => new(RandomWord(), RandomWord());

    /// <summary>The hash of a suffix that is one label longer; never zero, so that zero can mean an empty slot.</summary>
    /// <param name="hash">Of the labels to the right; <see cref="Start"/> for the root.</param>
    /// <param name="label">The label with its length byte: 2 to 64 bytes.</param>
    public ulong Extend(ulong hash, ReadOnlySpan<byte> label)
    {
        while (label.Length > 16)
        {
            ulong high = BinaryPrimitives.ReadUInt64LittleEndian(label[8..]);
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(label), high ^ hash);
            label = label[16..];
        }

        // The length byte comes first, so overlapping reads of the tail are still one to one.
        (ulong first, ulong last) = label.Length switch
        {
            >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(label), BinaryPrimitives.ReadUInt64LittleEndian(label[^8..])),
            >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(label), BinaryPrimitives.ReadUInt32LittleEndian(label[^4..])),
            _ => (label[0], (ulong)label[^1] << 8 | label[label.Length / 2]),
        };
        ulong next = Fold(first, last ^ hash);
        return next == 0 ? 1 : next;
    }

    // The folded 128-bit product of wyhash: two secret factors, one multiplication for 16 bytes.
    private ulong Fold(ulong first, ulong last)
    {
        ulong high = Math.BigMul(first ^ Mask, last, out ulong low);
        return high ^ low;
    }

    private static ulong RandomWord()
    {
        Span<byte> bytes = stackalloc byte[32];
        Guid.NewGuid().TryWriteBytes(bytes);
        Guid.NewGuid().TryWriteBytes(bytes[16..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]), 32);
    }
}
