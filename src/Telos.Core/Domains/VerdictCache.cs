using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>
/// The verdicts on the names that were asked last, each in the one place that its hash chooses. Names are told apart by a
/// 64-bit hash under a key drawn at start: two of a hash are a matter of 2^-64 a pair, and nobody can look for them.
/// </summary>
internal sealed class VerdictCache
{
    private const int Places = 4096;

    private readonly HashKey _key = HashKey.Random();
    private readonly Entry[] _entries = new Entry[Places];

    /// <param name="name">Lower-case wire form; the root too.</param>
    public ulong KeyOf(ReadOnlySpan<byte> name, ulong wanted)
    {
        // Of one length, since what is hashed twice at a name's end would otherwise stand for more of the same.
        ulong hash = _key.Start ^ BitOperations.RotateLeft((wanted ^ (ulong)name.Length << 56) * 0x9E3779B97F4A7C15, 32);
        return name.Length > 1 ? _key.Extend(hash, name) : hash | 1;
    }

    /// <summary>The place of that key, which may have another's verdict.</summary>
    public ref readonly Entry At(ulong key) => ref _entries[key % Places];

    public void Set(ulong key, in DomainVerdict verdict) => _entries[key % Places] = new Entry(key, verdict);

    /// <param name="Key">Never 0 (HashKey), so an empty place answers for nothing.</param>
    public readonly record struct Entry(ulong Key, DomainVerdict Verdict);
}
