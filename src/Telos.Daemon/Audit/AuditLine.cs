using Telos.Core.Audit;

namespace Telos.Daemon.Audit;

/// <summary>A record, and its text in the log, without the line's end.</summary>
internal readonly record struct AuditLine(AuditRecord Record, byte[] Text);
