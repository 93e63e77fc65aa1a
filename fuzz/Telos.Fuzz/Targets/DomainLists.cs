using System.Text;
using Telos.Core.Domains;
using Telos.Core.Domains.Lists;

namespace Telos.Fuzz.Targets;

/// <summary>Lists of domains in each format: whatever a line is, a name that is taken from it is a name.</summary>
internal static class DomainLists
{
    /// <summary>The first octet chooses the format.</summary>
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ListFormat[] formats = Enum.GetValues<ListFormat>();
        ListParser parser = new(formats[input[0] % formats.Length]);
        ReadOnlySpan<byte> list = input[1..];
        _ = ListSniffer.Guess(list);
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        Span<byte> again = stackalloc byte[DomainLine.NameLengthMax];
        foreach (Range range in list.Split((byte)'\n'))
        {
            if (parser.Parse(list[range], name, out ListEntry entry) == DomainLineStatus.Name)
            {
                ReadOnlySpan<byte> wire = name[..entry.NameLength];
                byte[] text = Encoding.ASCII.GetBytes(Text(wire));
                Claim.Holds(DomainLine.Parse(text, again, out int length) == DomainLineStatus.Name);
                Claim.Holds(again[..length].SequenceEqual(wire));
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> wire)
    {
        StringBuilder text = new();
        for (int offset = 0; wire[offset] != 0; offset += wire[offset] + 1)
        {
            text.Append(Encoding.ASCII.GetString(wire.Slice(offset + 1, wire[offset]))).Append('.');
        }

        return text.ToString();
    }
}
