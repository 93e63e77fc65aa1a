namespace Telos.Core.Domains.Lists;

/// <summary>A response policy zone: which names its records deny, and which they let pass.</summary>
internal sealed class ZoneLines
{
    private const int OriginMax = 256;

    private readonly byte[] _origin = new byte[OriginMax];
    private int _originLength;
    private int _depth;

    public DomainLineStatus Parse(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        entry = default;
        int comment = line.IndexOf((byte)';');
        line = (comment < 0 ? line : line[..comment]).TrimEnd(" \t\r"u8);
        bool isWithin = _depth > 0;
        _depth = Math.Max(0, _depth + line.Count((byte)'(') - line.Count((byte)')'));
        if (line.IsEmpty || isWithin)
        {
            return line.IsEmpty ? DomainLineStatus.Blank : DomainLineStatus.OtherRule;
        }

        if (line[0] == '$')
        {
            return TakeDirective(line);
        }

        ReadOnlySpan<byte> rest = line;
        ReadOnlySpan<byte> owner = line[0] is (byte)' ' or (byte)'\t' ? default : Word(ref rest);
        ReadOnlySpan<byte> type = Word(ref rest);
        while (IsTtl(type) || type.SequenceEqual("IN"u8))
        {
            type = Word(ref rest);
        }

        if (type.IsEmpty)
        {
            return DomainLineStatus.NotRecord;
        }

        if (type.SequenceEqual("SOA"u8) && owner.Length is > 1 and <= OriginMax && owner[^1] == '.')
        {
            SetOrigin(owner);
        }

        ReadOnlySpan<byte> data = Word(ref rest);
        bool isCname = type.SequenceEqual("CNAME"u8);
        bool isData = type.SequenceEqual("A"u8) || type.SequenceEqual("AAAA"u8) || type.SequenceEqual("TXT"u8);
        if (owner.IsEmpty || owner.SequenceEqual("@"u8) || (!isCname && !isData) || data.SequenceEqual("rpz-tcp-only."u8))
        {
            return DomainLineStatus.OtherRule;
        }

        owner = Relative(owner);
        if (data.IsEmpty || owner.IsEmpty)
        {
            return DomainLineStatus.NotRecord;
        }

        if (owner.IndexOf(".rpz-"u8) >= 0)
        {
            return DomainLineStatus.OtherRule;
        }

        DomainLineStatus status = DomainLine.Parse(owner, name, out int length);
        bool isAllowed = data.SequenceEqual("rpz-passthru."u8);
        entry = new ListEntry(length, isAllowed, DomainCategory.Unknown, DomainFlags.None, 0, 0);
        return status;
    }

    private DomainLineStatus TakeDirective(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        ReadOnlySpan<byte> directive = Word(ref rest);
        ReadOnlySpan<byte> argument = Word(ref rest);
        if (directive.SequenceEqual("$TTL"u8))
        {
            return DomainLineStatus.Blank;
        }

        if (!directive.SequenceEqual("$ORIGIN"u8) || argument.IsEmpty || argument.Length > OriginMax)
        {
            return DomainLineStatus.NotRecord;
        }

        SetOrigin(argument);
        return DomainLineStatus.Blank;
    }

    private void SetOrigin(ReadOnlySpan<byte> origin)
    {
        origin.CopyTo(_origin);
        _originLength = origin.Length;
    }

    // What is written with its last dot is within the zone, as all owners are.
    private ReadOnlySpan<byte> Relative(ReadOnlySpan<byte> owner)
    {
        ReadOnlySpan<byte> origin = _origin.AsSpan(0, _originLength);
        return owner[^1] == '.' && origin.Length > 1 && owner.Length > origin.Length + 1 && owner.EndsWith(origin)
            && owner[^(origin.Length + 1)] == '.'
            ? owner[..^(origin.Length + 1)]
            : owner;
    }

    private static bool IsTtl(ReadOnlySpan<byte> word) => !word.IsEmpty && char.IsAsciiDigit((char)word[0]);

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return word;
    }
}
