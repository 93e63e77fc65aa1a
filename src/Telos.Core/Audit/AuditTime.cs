using System.Globalization;

namespace Telos.Core.Audit;

/// <summary>Times as the audit log has them: UTC, ISO 8601, to the millisecond. As text they sort as they came.</summary>
public static class AuditTime
{
    public static string Of(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
