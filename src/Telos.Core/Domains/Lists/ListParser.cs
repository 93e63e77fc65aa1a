using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telos.Core.Domains.Lists;

/// <summary>Reads the lines of one list, in their order.</summary>
public sealed class ListParser(ListFormat format)
{
    private static readonly SearchValues<byte> Rules = SearchValues.Create("/*|^$#,="u8);

    private readonly ZoneLines _zone = new();

    /// <param name="line">Without its line feed.</param>
    /// <param name="name">Room for <see cref="DomainLine.NameLengthMax"/>: the lower-cased wire form with its root byte.</param>
    /// <returns>
    /// <see cref="DomainLineStatus.Name"/>, nothing, or why there is no name. The next line is read as if it were well.
    /// </returns>
    public DomainLineStatus Parse(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        entry = default;
        return format switch
        {
            ListFormat.Adblock => ParseAdblock(line.Trim(" \t\r"u8), name, out entry),
            ListFormat.Rpz => _zone.Parse(line, name, out entry),
            ListFormat.Csv => ParseTable(line.Trim(" \t\r"u8), name, out entry),
            ListFormat.Hosts => ParseHosts(line, name, out entry),
            _ => ParsePlain(line, name, out entry),
        };
    }

    private static DomainLineStatus ParsePlain(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        DomainLineStatus status = DomainLine.Parse(line, name, out int length);
        entry = new ListEntry(length, false, DomainCategory.Unknown, DomainFlags.None, 0);
        return status;
    }

    // What each hosts file says of the machine itself is about no domain.
    private static DomainLineStatus ParseHosts(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        DomainLineStatus status = ParsePlain(line, name, out entry);
        bool isOneLabel = status == DomainLineStatus.Name && name[0] + 2 == entry.NameLength;
        return isOneLabel || (status == DomainLineStatus.AddressOnly && line.StartsWith("0.0.0.0 0.0.0.0"u8))
            ? DomainLineStatus.OtherRule
            : status;
    }

    private static DomainLineStatus ParseAdblock(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        entry = default;
        if (line.IsEmpty || line[0] is (byte)'!' or (byte)'[' || line.StartsWith("# "u8))
        {
            return DomainLineStatus.Blank;
        }

        bool isAllowed = line.StartsWith("@@"u8);
        line = isAllowed ? line[2..] : line;
        bool isAnchored = line.StartsWith("||"u8);
        if (!isAnchored)
        {
            return isAllowed || line.ContainsAny(Rules) ? DomainLineStatus.OtherRule : ParsePlain(line, name, out entry);
        }

        line = line[2..];
        int end = line.IndexOf((byte)'^');
        ReadOnlySpan<byte> rest = end < 0 ? default : line[(end + 1)..];
        bool isWhole = end > 0 && (rest.IsEmpty || rest.SequenceEqual("|"u8) || rest.SequenceEqual("$important"u8)
            || rest.SequenceEqual("$all"u8) || rest.SequenceEqual("$document"u8));
        if (!isWhole || line[..end].ContainsAny("/*:"u8))
        {
            return DomainLineStatus.OtherRule;
        }

        DomainLineStatus status = ParsePlain(line[..end], name, out entry);
        entry = entry with { IsAllowed = isAllowed };
        return status;
    }

    private static DomainLineStatus ParseTable(ReadOnlySpan<byte> line, Span<byte> name, out ListEntry entry)
    {
        entry = default;
        if (line.IsEmpty || line[0] == '#' || line.StartsWith("name,"u8) || line.StartsWith("rank,"u8))
        {
            return DomainLineStatus.Blank;
        }

        string[] fields = Encoding.UTF8.GetString(line).Split(',');
        if (fields.Length == 2 && uint.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint rank))
        {
            DomainLineStatus ranked = ParsePlain(Encoding.UTF8.GetBytes(fields[1]), name, out entry);
            entry = entry with { Rank = rank, Flags = DomainFlags.Popular };
            return ranked;
        }

        rank = 0;
        if (fields.Length != 4
            || !DomainWords.TryCategory(fields[1], out DomainCategory category)
            || !DomainWords.TryFlags(fields[2], out DomainFlags flags)
            || (fields[3].Length > 0 && !uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out rank)))
        {
            return DomainLineStatus.BadField;
        }

        DomainLineStatus status = ParsePlain(Encoding.UTF8.GetBytes(fields[0]), name, out entry);
        entry = entry with
        {
            Category = category,
            Flags = flags | (rank > 0 ? DomainFlags.Popular : DomainFlags.None),
            Rank = rank,
            IsAllowed = (flags & DomainFlags.Allowed) != 0,
        };
        return status;
    }
}
