using System.Runtime.InteropServices;
using Telos.Linux.Ring;

namespace Telos.Bench.Loop;

/// <summary>Does with a record what the callback of bench/ring/rival.c does: reads a word of each of its cache lines.</summary>
internal struct TouchedRecords(int spins) : IRingConsumer
{
    private const int WordsOfALine = 8;

    public ulong Sum { get; private set; }

    public void Consume(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(record);
        ulong sum = 0;
        for (int i = 0; i < words.Length; i += WordsOfALine)
        {
            sum += words[i];
        }

        Sum += sum;
        if (spins > 0)
        {
            Thread.SpinWait(spins);
        }
    }

    public readonly void Settle()
    {
    }
}
