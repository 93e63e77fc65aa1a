using System.Globalization;

namespace Telos.Core.Audit;

/// <summary>What the log says of records that could not be written, in the record that follows them.</summary>
public static class LostRecords
{
    public const string Action = "lost";

    public static string Subject(long first, long last, string cause) =>
        string.Create(CultureInfo.InvariantCulture, $"records {first} to {last} could not be written: {cause}");

    /// <summary>Whether the record accounts for all from the one to the other.</summary>
    public static bool Covers(AuditRecord record, long first, long last) => record.Action == Action
        && record.Subject.StartsWith(Subject(first, last, ""), StringComparison.Ordinal);
}
