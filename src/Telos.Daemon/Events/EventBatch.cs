using Telos.Core.Abi;

namespace Telos.Daemon.Events;

/// <summary>Events on their way from the ring to the log. Made once, and used again: nothing is allocated for an event.</summary>
internal sealed class EventBatch
{
    /// <summary>More than are consumed between two times that the ring's room is given back, of the usual sizes.</summary>
    public const int CountMax = 256;

    /// <summary>Of the program's, the subject's and the lineage's bytes.</summary>
    public const int TextBytesMax = (int)KernelAbi.TELOS_COMM_BYTES + EventText.BytesMax + EventText.LineageBytesMax;

    private readonly EventRecord[] _records = new EventRecord[CountMax];
    private readonly (int Program, int Subject, int Lineage)[] _lengths = new (int Program, int Subject, int Lineage)[CountMax];
    private readonly byte[] _texts = new byte[CountMax * TextBytesMax];

    public int Count { get; private set; }

    public bool IsFull => Count == CountMax;

    public ref readonly EventRecord this[int index] => ref _records[index];

    public ReadOnlySpan<byte> ProgramOf(int index) => _texts.AsSpan(index * TextBytesMax, _lengths[index].Program);

    public ReadOnlySpan<byte> SubjectOf(int index) =>
        _texts.AsSpan((index * TextBytesMax) + _lengths[index].Program, _lengths[index].Subject);

    public ReadOnlySpan<byte> LineageOf(int index) =>
        _texts.AsSpan((index * TextBytesMax) + _lengths[index].Program + _lengths[index].Subject, _lengths[index].Lineage);

    public void Add(
        in EventRecord record, ReadOnlySpan<byte> program, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> lineage)
    {
        Span<byte> text = _texts.AsSpan(Count * TextBytesMax, TextBytesMax);
        program.CopyTo(text);
        subject.CopyTo(text[program.Length..]);
        lineage.CopyTo(text[(program.Length + subject.Length)..]);
        _lengths[Count] = (program.Length, subject.Length, lineage.Length);
        _records[Count] = record;
        Count++;
    }

    public void Number(int index, long id) => _records[index].Id = id;

    public void Clear() => Count = 0;
}
