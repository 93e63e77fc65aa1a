using Telos.Core.Domains;

namespace Telos.Fuzz.Targets;

/// <summary>Labels that look international, and verdicts on whatever names they make.</summary>
internal static class DomainLabels
{
    private const int PointsMax = 63;

    private static readonly DomainPipeline s_pipeline = new(DomainList.Load());

    /// <summary>What decodes encodes to the same again, and what is folded has room (RFC 3492, UTS 39).</summary>
    public static void Fold(ReadOnlySpan<byte> input)
    {
        Span<int> points = stackalloc int[PointsMax];
        Span<byte> encoded = stackalloc byte[4 * PointsMax];
        if (Punycode.TryDecode(input, points, out int count) == PunycodeStatus.Ok
            && Punycode.TryEncode(points[..count], encoded, out int length) == PunycodeStatus.Ok)
        {
            Span<int> again = stackalloc int[PointsMax];
            Claim.Holds(Punycode.TryDecode(encoded[..length], again, out int recount) == PunycodeStatus.Ok);
            Claim.Holds(again[..recount].SequenceEqual(points[..count]));
        }

        ReadOnlySpan<byte> label = input[..Math.Min(input.Length, PointsMax)];
        if (!label.IsEmpty)
        {
            Span<byte> folded = stackalloc byte[LabelFold.LengthMax];
            FoldedLabel result = LabelFold.Fold(label, folded);
            Claim.Holds(result.Length is >= 0 and <= LabelFold.LengthMax);
            Claim.Holds((result.Flags & FoldFlags.Invalid) == 0 || result.Length == 0);
        }
    }

    /// <summary>A verdict is the same again, remembered or not.</summary>
    public static void Judge(ReadOnlySpan<byte> input)
    {
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        if (DomainText.Parse(input, name, out int length) == DomainLineStatus.Name)
        {
            DomainVerdict verdict = s_pipeline.Judge(name[..length], wanted: 0);
            Claim.Holds(verdict == s_pipeline.Judge(name[..length], wanted: 0));
            Claim.Holds(verdict.RegistrableOffset < length && verdict.KnownOffset < length && verdict.Score >= 0);
        }
    }
}
