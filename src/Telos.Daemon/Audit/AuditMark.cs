using System.Globalization;
using System.Text;

namespace Telos.Daemon.Audit;

/// <summary>A place in the chain of audit records, signed: the latest that is stored, or the last that was dropped.</summary>
/// <param name="Hash">The record's seal.</param>
/// <param name="Time">When it was signed: UTC, ISO 8601.</param>
internal sealed record AuditMark(string Name, long Id, byte[] Hash, string Time, byte[] Signature)
{
    public const string Head = "head";
    public const string Dropped = "dropped";

    /// <summary>What is signed.</summary>
    public static byte[] Text(string name, long id, byte[] hash, string time) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"telos audit {name}\n{id}\n{Convert.ToHexStringLower(hash)}\n{time}\n"));

    public byte[] Text() => Text(Name, Id, Hash, Time);
}
