using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>The records of a message in their order. The counts of the header bound it.</summary>
public ref struct DnsRecordCursor
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly int _answersEnd;
    private readonly int _authorityEnd;
    private readonly int _end;
    private int _index;

    internal DnsRecordCursor(ReadOnlySpan<byte> message, int offset, DnsHeader header)
    {
        _message = message;
        Offset = offset;
        _answersEnd = header.AnswerCount;
        _authorityEnd = _answersEnd + header.AuthorityCount;
        _end = _authorityEnd + header.AdditionalCount;
        _index = 0;
        Current = default;
    }

    public DnsRecord Current { get; private set; }

    /// <summary>Of the record that was read last.</summary>
    public readonly DnsSection Section => _index <= _answersEnd ? DnsSection.Answer
        : _index <= _authorityEnd ? DnsSection.Authority
        : DnsSection.Additional;

    internal int Offset { get; private set; }

    /// <summary>For a checked message: false is its end.</summary>
    public bool MoveNext()
    {
        while (TryReadNext(out DnsRecord record) == DnsStatus.Ok)
        {
            if (record.Type != DnsType.OPT)
            {
                Current = record;
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DnsStatus TryReadNext(out DnsRecord record)
    {
        if (_index == _end)
        {
            record = default;
            return DnsStatus.End;
        }

        DnsStatus status = DnsRecord.TryRead(_message, Offset, out record);
        if (status == DnsStatus.Ok)
        {
            Offset = record.EndOffset;
            _index++;
        }

        return status;
    }
}
