using System.Buffers;
using System.Text.Json;
using Telos.Core.Content;

namespace Telos.Fuzz.Targets;

/// <summary>Pages and texts that agents are to read: whatever they are, they have one verdict, which is bounded.</summary>
internal static class Contents
{
    /// <summary>Steps for each octet, and for any content at all; a phrase with its gaps takes the most.</summary>
    private const long WorkMax = 4_000;
    private const long WorkOfAny = 100_000;

    /// <summary>The first octet chooses the type; beyond the types it is found out.</summary>
    public static void Scan(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ContentType[] types = Enum.GetValues<ContentType>();
        int chosen = input[0] % (types.Length + 1);
        ContentType? type = chosen < types.Length ? types[chosen] : null;
        ReadOnlySpan<byte> content = input[1..];
        ContentVerdict verdict = ContentScan.Scan(content, type);
        Claim.Holds(verdict.Work <= WorkOfAny + (WorkMax * content.Length));
        Claim.Holds(verdict.Cuts.Count == 0 || verdict.Level >= ContentLevel.Medium);
        Claim.Holds(verdict.Findings.Count <= ContentLimits.FindingsMax);
        ContentLevel most = verdict.Findings.Count == 0 ? ContentLevel.Medium : verdict.Findings[0].Level;
        Claim.Holds(verdict.Level <= most && (verdict.Findings.Count == 0 || verdict.Level == most));
        ContentLevel last = ContentLevel.Critical;
        foreach (ContentFinding finding in verdict.Findings)
        {
            Check(finding, content.Length, verdict.Type);
            Claim.Holds(finding.Level <= last);
            last = finding.Level;
        }

        byte[] said = Write(verdict);
        Claim.Holds(said.AsSpan().SequenceEqual(Write(ContentScan.Scan(content, type))));
        using JsonDocument record = JsonDocument.Parse(said);
        Claim.Holds(record.RootElement.GetProperty("findings").GetArrayLength() == verdict.Findings.Count);
    }

    private static void Check(ContentFinding finding, int length, ContentType type)
    {
        ContentPlace place = finding.Place;
        Claim.Holds(finding.Level >= ContentLevel.Medium);
        Claim.Holds(finding.Reasons.Count > 0);
        Claim.Holds(finding.Level == ContentLevel.Medium || finding.Categories.Count >= 2);
        Claim.Holds(finding.Level != ContentLevel.Critical || finding.Technique is not null);
        Claim.Holds(place.Offset >= 0 && place.Offset <= length);
        Claim.Holds(place.Line >= 1 && place.Column >= 1 && place.Line + place.Column <= place.Offset + 2);
        Claim.Holds(place.Path is not null == (type == ContentType.Json));
        Claim.Holds(IsPlain(finding.Excerpt) && (place.Path is null || IsPlain(place.Path)));
    }

    private static bool IsPlain(string text)
    {
        foreach (char letter in text)
        {
            if (char.IsControl(letter))
            {
                return false;
            }
        }

        return text.Length <= ContentLimits.ExcerptLengthMax;
    }

    private static byte[] Write(ContentVerdict verdict)
    {
        ArrayBufferWriter<byte> record = new();
        using Utf8JsonWriter writer = new(record);
        ContentJson.Write(writer, verdict);
        writer.Flush();
        return record.WrittenSpan.ToArray();
    }
}
