using System.Buffers.Binary;
using System.Text;
using Telos.Core.Dns;
using Telos.Fuzz.Oracles;

namespace Telos.Fuzz.Targets;

/// <summary>Names, against a reader that knows nothing but the RFC.</summary>
internal static class DnsNames
{
    /// <summary>The first two octets say where in the rest the name is.</summary>
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < sizeof(ushort))
        {
            return;
        }

        ReadOnlySpan<byte> message = input[sizeof(ushort)..];
        int offset = BinaryPrimitives.ReadUInt16BigEndian(input) % (message.Length + 2);
        NaiveName? naive = NaiveName.Read(message, offset);
        DnsStatus status = DnsName.TryRead(message, offset, out DnsName name);
        Claim.Holds((status == DnsStatus.Ok) == (naive is { IsStrict: true }));
        if (status == DnsStatus.Ok)
        {
            Compare(name, naive!);
        }
    }

    /// <summary>What people write.</summary>
    public static void ReadText(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        bool isName = NameText.TryRead(text, name, out int length);
        string relative = text.EndsWith('.') ? text[..^1] : text;
        Claim.Holds(isName == IsHostName(relative));
        if (isName)
        {
            string lower = string.Concat(relative.Select(char.ToLowerInvariant));
            Claim.Holds(NameText.Of(name[..length]) == lower);
            Claim.Holds(NaiveName.Read(name[..length], 0)!.EndOffset == length);
        }
    }

    private static void Compare(DnsName name, NaiveName naive)
    {
        Span<byte> octets = stackalloc byte[DnsLimits.NameLengthMax];
        byte[] wire = naive.ToWire();
        byte[] lowerWire = naive.ToLowerWire();
        Claim.Holds(name.EndOffset == naive.EndOffset);
        Claim.Holds(name.WireLength == wire.Length);
        Claim.Holds(name.LabelCount == naive.Labels.Count);
        int index = 0;
        foreach (ReadOnlySpan<byte> label in name)
        {
            Claim.Holds(label.SequenceEqual(naive.Labels[index++]));
        }

        Claim.Holds(index == naive.Labels.Count);
        Claim.Holds(octets[..name.CopyTo(octets)].SequenceEqual(wire));
        Claim.Holds(NameText.Of(octets[..wire.Length]) == naive.ToText());
        Claim.Holds(octets[..name.CopyLowerTo(octets)].SequenceEqual(lowerWire));
        Claim.Holds(name.Is(lowerWire));
        if (!name.IsRoot)
        {
            lowerWire[1] ^= 1;
            Claim.Holds(!name.Is(lowerWire));
        }
    }

    private static bool IsHostName(string text)
    {
        string[] labels = text.Split('.');
        return labels.Sum(label => label.Length + 1) + 1 <= DnsLimits.NameLengthMax
            && labels.All(label => label.Length is >= 1 and <= 63
                && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
    }
}
