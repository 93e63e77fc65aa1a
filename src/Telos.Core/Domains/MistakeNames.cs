namespace Telos.Core.Domains;

/// <summary>What the one mistake between two labels is.</summary>
internal static class MistakeNames
{
    public static LookAlikeTechnique Of(ReadOnlySpan<byte> brand, ReadOnlySpan<byte> label, int distance)
    {
        if (distance != 1)
        {
            return LookAlikeTechnique.Typos;
        }

        int same = brand.CommonPrefixLength(label);
        if (label.Length > brand.Length)
        {
            return label[same] == '-' ? LookAlikeTechnique.Hyphenation
                : same > 0 && label[same] == label[same - 1] ? LookAlikeTechnique.Repetition
                : LookAlikeTechnique.Insertion;
        }

        if (label.Length < brand.Length)
        {
            return LookAlikeTechnique.Omission;
        }

        return brand[(same + 1)..].SequenceEqual(label[(same + 1)..])
            ? EditDistance.IsBitFlip(brand[same], label[same]) ? LookAlikeTechnique.Bitsquat : LookAlikeTechnique.Replacement
            : LookAlikeTechnique.Transposition;
    }
}
