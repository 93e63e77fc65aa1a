using Telos.Core.Audit;

namespace Telos.Core.Protocol;

/// <summary>Records of the audit log, oldest first.</summary>
/// <param name="More">There are later ones: ask with the last id as after.</param>
public sealed record LogResult(AuditRecord[] Records, bool More);
