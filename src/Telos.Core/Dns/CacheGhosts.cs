using System.Numerics;

namespace Telos.Core.Dns;

/// <summary>
/// Hashes of answers that left probation unasked, so that one which comes back is kept (S3-FIFO's ghost queue, SOSP 2023). One
/// is forgotten when another takes its place; a collision makes a stranger be kept, no more.
/// </summary>
internal sealed class CacheGhosts(int entries)
{
    private readonly uint[] _hashes = new uint[BitOperations.RoundUpToPowerOf2(2 * (uint)entries)];

    public void Add(uint hash) => _hashes[(int)hash & (_hashes.Length - 1)] = hash;

    public bool TryTake(uint hash)
    {
        ref uint slot = ref _hashes[(int)hash & (_hashes.Length - 1)];
        bool found = slot == hash && hash != 0;
        slot = found ? 0 : slot;
        return found;
    }

    public void Clear() => Array.Clear(_hashes);
}
