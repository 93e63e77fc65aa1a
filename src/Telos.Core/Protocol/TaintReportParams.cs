namespace Telos.Core.Protocol;

/// <summary>An agent says that it read what it should not act on, or pass on.</summary>
/// <param name="Level">low, medium, high or critical. What is lower than its taint already is changes nothing.</param>
/// <param name="Reason">What it was, in words; the audit log has them.</param>
public sealed record TaintReportParams(string Level, string Reason);
