using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Telos.Core.Audit;

/// <summary>
/// Audit records as lines, each sealed to the one before it by its last member: SHA-256 (FIPS 180-4) over the seal before and
/// the record's own text. One that is changed, taken out or put in between breaks the chain.
/// </summary>
public static class AuditChain
{
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int SealBytes = 9 + (2 * HashBytes) + 2;

    /// <summary>What the first record is sealed to.</summary>
    public static byte[] Start => new byte[HashBytes];

    private static ReadOnlySpan<byte> Member => ",\"hash\":\""u8;

    /// <summary>The line of a record, without its end.</summary>
    /// <param name="record">A JSON object with members.</param>
    /// <param name="hash">The seal before, and afterwards its own.</param>
    public static byte[] Seal(ReadOnlySpan<byte> record, Span<byte> hash)
    {
        Hash(hash, record[..^1], hash);
        byte[] line = new byte[record.Length - 1 + SealBytes];
        record[..^1].CopyTo(line);
        Span<byte> seal = line.AsSpan(record.Length - 1);
        Member.CopyTo(seal);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash), seal[Member.Length..]);
        "\"}"u8.CopyTo(seal[^2..]);
        return line;
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
