using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telos.Core.Domains.Lists;

/// <summary>Reads the lines of one list, in their order.</summary>
public sealed class ListParser(ListFormat format)
{
    private static readonly SearchValues<byte> Rules = SearchValues.Create("/*|^$#,="u8);

    /// <summary>name,category,flags,rank,registered</summary>
    private const int TableFieldsMax = 5;

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
        entry = new ListEntry(length, false, DomainCategory.Unknown, DomainFlags.None, 0, 0);
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

        Span<Range> fields = stackalloc Range[TableFieldsMax];
        int count = Split(line, fields);
        if (count == 2 && TryRank(line[fields[0]], out uint rank))
        {
            DomainLineStatus ranked = ParsePlain(line[fields[1]], name, out entry);
            entry = entry with { Rank = rank, Flags = DomainFlags.Popular };
            return ranked;
        }

        rank = 0;
        int registered = 0;
        if (count is not (TableFieldsMax - 1 or TableFieldsMax)
            || !DomainWords.TryCategory(Encoding.UTF8.GetString(line[fields[1]]), out DomainCategory category)
            || !DomainWords.TryFlags(Encoding.UTF8.GetString(line[fields[2]]), out DomainFlags flags)
            || (line[fields[3]].Length > 0 && !TryRank(line[fields[3]], out rank))
            || (count == TableFieldsMax && line[fields[4]].Length > 0
                && !DomainWords.TryDay(Encoding.UTF8.GetString(line[fields[4]]), out registered)))
        {
            return DomainLineStatus.BadField;
        }

        DomainLineStatus status = ParsePlain(line[fields[0]], name, out entry);
        entry = entry with
        {
            Category = category,
            Flags = flags | (rank > 0 ? DomainFlags.Popular : DomainFlags.None),
            Rank = rank,
            Registered = registered,
            IsAllowed = (flags & DomainFlags.Allowed) != 0,
        };
        return status;
    }

    private static bool TryRank(ReadOnlySpan<byte> text, out uint rank) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rank);

    // How many fields there are; one more than there is room for is one too many.
    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0;
        int start = 0;
        for (int at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || line[at] == ',')
            {
                if (count == fields.Length)
                {
                    return count + 1;
                }

                fields[count++] = start..at;
                start = at + 1;
            }
        }

        return count;
    }
}
