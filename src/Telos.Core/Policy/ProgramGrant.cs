namespace Telos.Core.Policy;

/// <summary>Leave to execute one program: a bare name ("curl") or an absolute path.</summary>
public sealed record ProgramGrant(string Program, string Reason);
