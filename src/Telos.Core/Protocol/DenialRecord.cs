namespace Telos.Core.Protocol;

/// <summary>
/// A refusal as its agent is told: Subject is what was refused, Reason a word for programs, Cause and NextStep a sentence
/// each. Mode audit: it went ahead.
/// </summary>
public sealed record DenialRecord(
    long Id, string Time, string Gate, string Reason, string Subject, string Program, uint Pid, string Mode, string Cause,
    string NextStep);
