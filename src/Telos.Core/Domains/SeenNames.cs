using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>
/// Which names were asked lately, in constant memory: two generations of a Bloom filter. A full one becomes the old one,
/// and what nobody asks for again is forgotten with it. A new name is taken for a seen one once in 200 at worst.
/// </summary>
internal sealed class SeenNames
{
    // 16 bits a name and four probes: one in 400 a generation.
    private const int NamesPerGeneration = 4096;
    private const int Words = 1024;

    private ulong[] _young = new ulong[Words];
    private ulong[] _old = new ulong[Words];
    private int _count;

    public static long BytesHeld => 2L * Words * sizeof(ulong);

    public bool Contains(ulong hash) => Has(_young, hash) || Has(_old, hash);

    public void Add(ulong hash)
    {
        if (Has(_young, hash))
        {
            return;
        }

        if (_count == NamesPerGeneration)
        {
            (_young, _old) = (_old, _young);
            Array.Clear(_young);
            _count = 0;
        }

        for (int probe = 0; probe < 4; probe++)
        {
            (int word, ulong bit) = Place(hash, probe);
            _young[word] |= bit;
        }

        _count++;
    }

    private static bool Has(ulong[] generation, ulong hash)
    {
        for (int probe = 0; probe < 4; probe++)
        {
            (int word, ulong bit) = Place(hash, probe);
            if ((generation[word] & bit) == 0)
            {
                return false;
            }
        }

        return true;
    }

    // Sixteen bits of the hash a probe: ten choose the word, six the bit.
    private static (int Word, ulong Bit) Place(ulong hash, int probe)
    {
        ulong bits = BitOperations.RotateRight(hash, 16 * probe);
        return ((int)(bits >> 6) & (Words - 1), 1UL << (int)bits);
    }
}
