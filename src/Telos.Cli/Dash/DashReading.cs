using Telos.Core.Audit;
using Telos.Core.Protocol;

namespace Telos.Cli.Dash;

/// <summary>What was read of the daemon at one time.</summary>
/// <param name="AtMs">Of a clock that does not jump.</param>
/// <param name="Status">Null: no daemon answers, and Fault says how that is.</param>
/// <param name="Records">Those that are new.</param>
internal sealed record DashReading(
    long AtMs, StatusResult? Status, BlockListResult? Blocks, IReadOnlyList<AuditRecord> Records, string Fault = "");
