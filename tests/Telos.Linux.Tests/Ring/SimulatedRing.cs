using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Memory;
using Telos.Linux.Native;
using Telos.Linux.Ring;

namespace Telos.Linux.Tests.Ring;

/// <summary>
/// A file that looks like a BPF ring: consumer page, producer page, data, mapped as the kernel maps them. The
/// test plays the kernel by writing to the file.
/// </summary>
internal sealed class SimulatedRing : IDisposable
{
    public const uint BusyBit = 1u << 31;
    public const uint DiscardBit = 1u << 30;
    public const uint DataBytes = 4096;

    private const int MAP_FIXED = 0x10;
    private static readonly int s_pageBytes = Environment.SystemPageSize;

    private readonly SafeFileHandle _file;

    public SimulatedRing(ulong startPosition = 0)
    {
        string path = Path.Combine("/dev/shm", $"telos-ring-{Guid.NewGuid():N}");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        File.Delete(path);
        RandomAccess.SetLength(_file, (2 * s_pageBytes) + DataBytes);
        ConsumerPosition = startPosition;
        ProducerPosition = startPosition;
        Reader = new RingReader(Map(), null);
    }

    public RingReader Reader { get; }

    public ulong ConsumerPosition
    {
        get => Read(0);
        set => Write(0, value);
    }

    public ulong ProducerPosition
    {
        get => Read(s_pageBytes);
        set => Write(s_pageBytes, value);
    }

    /// <summary>
    /// Puts a record at the producer position and moves it on; returns where the record is.
    /// </summary>
    public ulong Append(ReadOnlySpan<byte> payload, uint flags = 0)
    {
        ulong position = ProducerPosition;
        SetHeader(position, (uint)payload.Length | flags);
        for (int i = 0; i < payload.Length; i++)
        {
            RandomAccess.Write(_file, payload.Slice(i, 1), DataOffset(position + 8 + (ulong)i));
        }

        ProducerPosition = position + (((ulong)payload.Length + 15) / 8 * 8);
        return position;
    }

    public void SetHeader(ulong position, uint header)
    {
        byte[] word = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, header);
        RandomAccess.Write(_file, word, DataOffset(position));
    }

    public void Dispose()
    {
        Reader.Dispose();
        _file.Dispose();
    }

    private static long DataOffset(ulong position) => (2 * s_pageBytes) + (long)(position % DataBytes);

    private RingMemory Map()
    {
        const int Shared = LibcMemory.MAP_SHARED;
        nuint page = (nuint)s_pageBytes;
        nint consumer = LibcMemory.mmap(
            0, page, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE, Shared, _file, 0);

        // The first mapping reserves the addresses of the second copy of the data, too.
        nuint producerBytes = page + (2 * DataBytes);
        nint producer = LibcMemory.mmap(0, producerBytes, LibcMemory.PROT_READ, Shared, _file, s_pageBytes);
        nint copy = LibcMemory.mmap(
            producer + s_pageBytes + (int)DataBytes,
            DataBytes,
            LibcMemory.PROT_READ,
            Shared | MAP_FIXED,
            _file,
            2 * s_pageBytes);
        if (new[] { consumer, producer, copy }.Contains(LibcMemory.MAP_FAILED))
        {
            throw new InvalidOperationException($"mmap: {Syscall.Last()}");
        }

        return new RingMemory(
            new MappedRegion(consumer, page), new MappedRegion(producer, producerBytes), DataBytes);
    }

    private ulong Read(long offset)
    {
        byte[] word = new byte[sizeof(ulong)];
        RandomAccess.Read(_file, word, offset);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    private void Write(long offset, ulong value)
    {
        byte[] word = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        RandomAccess.Write(_file, word, offset);
    }
}
