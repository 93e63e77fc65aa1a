using System.Buffers;
using System.Security.Cryptography;

namespace Telos.Core.Audit;

/// <summary>
/// Audit records as lines, each sealed to the one before it by its last member: SHA-256 (FIPS 180-4) over the seal before and
/// the record's own text. One that is changed, taken out or put in between breaks the chain.
/// </summary>
public static class AuditChain
{
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>By so much, less one, a line is longer than its record.</summary>
    public const int SealBytes = 9 + (2 * HashBytes) + 2;

    /// <summary>What the first record is sealed to.</summary>
    public static byte[] Start => new byte[HashBytes];

    private static ReadOnlySpan<byte> Member => ",\"hash\":\""u8;

    /// <summary>Makes a record the line of it, without its end, where it stands.</summary>
    /// <param name="line">A JSON object with members, and behind it room for <see cref="SealBytes"/>.</param>
    /// <param name="recordLength">Of the object.</param>
    /// <param name="hash">The seal before, and afterwards its own.</param>
    /// <returns>The line's length.</returns>
    public static int Seal(Span<byte> line, int recordLength, Span<byte> hash)
    {
        int end = recordLength - 1;
        Hash(hash, line[..end], hash);
        Span<byte> seal = line.Slice(end, SealBytes);
        Member.CopyTo(seal);
        _ = Convert.TryToHexStringLower(hash, seal[Member.Length..], out _);
        "\"}"u8.CopyTo(seal[^2..]);
        return end + SealBytes;
    }

    /// <summary>False: it has no seal, as the records of earlier versions.</summary>
    public static bool TryHash(ReadOnlySpan<byte> line, Span<byte> hash)
    {
        if (line.Length < SealBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> seal = line[^SealBytes..];
        return seal.StartsWith(Member) && seal.EndsWith("\"}"u8)
            && Convert.FromHexString(seal[Member.Length..^2], hash, out _, out _) == OperationStatus.Done;
    }

    /// <summary>A line's own seal; <see cref="Start"/> when it has none.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> line)
    {
        byte[] hash = Start;
        return TryHash(line, hash) ? hash : Start;
    }

    /// <summary>Whether the line is sealed to that seal.</summary>
    public static bool Follows(ReadOnlySpan<byte> line, ReadOnlySpan<byte> previous)
    {
        Span<byte> own = stackalloc byte[HashBytes];
        Span<byte> right = stackalloc byte[HashBytes];
        if (!TryHash(line, own))
        {
            return false;
        }

        Hash(previous, line[..^SealBytes], right);
        return own.SequenceEqual(right);
    }

    private static void Hash(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> text, Span<byte> hash)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(HashBytes + text.Length);
        previous.CopyTo(buffer);
        text.CopyTo(buffer.AsSpan(HashBytes));
        SHA256.HashData(buffer.AsSpan(0, HashBytes + text.Length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
