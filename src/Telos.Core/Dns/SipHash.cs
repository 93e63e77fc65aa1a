using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>
/// SipHash-1-3 (Aumasson, Bernstein 2012; the variant that Rust's and Python's tables use): whoever does not know the key cannot
/// choose names that share a bucket.
/// </summary>
internal readonly struct SipHash(ulong key0, ulong key1)
{
    /// <summary>The hash of the eight bytes of <paramref name="head"/>, little-endian, followed by <paramref name="tail"/>.</summary>
    public ulong Hash(ulong head, ReadOnlySpan<byte> tail)
    {
        ulong v0 = key0 ^ 0x736f6d6570736575;
        ulong v1 = key1 ^ 0x646f72616e646f6d;
        ulong v2 = key0 ^ 0x6c7967656e657261;
        ulong v3 = key1 ^ 0x7465646279746573;
        ulong last = (ulong)(tail.Length + sizeof(ulong)) << 56;

        Absorb(ref v0, ref v1, ref v2, ref v3, head);
        while (tail.Length >= sizeof(ulong))
        {
            Absorb(ref v0, ref v1, ref v2, ref v3, BinaryPrimitives.ReadUInt64LittleEndian(tail));
            tail = tail[sizeof(ulong)..];
        }

        for (int i = 0; i < tail.Length; i++)
        {
            last |= (ulong)tail[i] << (8 * i);
        }

        Absorb(ref v0, ref v1, ref v2, ref v3, last);
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Absorb(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong block)
    {
        v3 ^= block;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
