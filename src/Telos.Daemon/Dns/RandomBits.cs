using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telos.Daemon.Dns;

/// <summary>Bits of the system's CSPRNG, fetched a page at a time, for one thread.</summary>
internal sealed class RandomBits
{
    private readonly byte[] _page = new byte[4096];
    private int _used = 4096;

    public ulong Next()
    {
        if (_used == _page.Length)
        {
            RandomNumberGenerator.Fill(_page);
            _used = 0;
        }

        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(_used));
        _used += sizeof(ulong);
        return bits;
    }

    /// <summary>The bias is below 2^-32 for the sizes of tables here.</summary>
    public int Below(int bound) => (int)(Next() % (uint)bound);
}
