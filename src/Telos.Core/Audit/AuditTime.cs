using System.Globalization;

namespace Telos.Core.Audit;

/// <summary>Times as the audit log has them: UTC, ISO 8601, to the millisecond. As text they sort as they came.</summary>
public static class AuditTime
{
    /// <summary>Of the text.</summary>
    public const int Length = 24;

    // 2026-01-02T03:04:05.6780000Z: as far as the milliseconds it is the same.
    private const int RoundTripLength = 28;

    public static string Of(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same in UTF-8.</summary>
    public static void Write(DateTime utc, Span<byte> text)
    {
        Span<byte> roundTrip = stackalloc byte[RoundTripLength];
        _ = utc.TryFormat(roundTrip, out _, "O", CultureInfo.InvariantCulture);
        roundTrip[..Length].CopyTo(text);
        text[Length - 1] = (byte)'Z';
    }
}
