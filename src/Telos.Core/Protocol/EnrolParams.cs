namespace Telos.Core.Protocol;

/// <summary>Command is what will be executed once, absolute; Arguments are kept for the record only.</summary>
public sealed record EnrolParams(string Intent, long TtlMs, string Command, string[] Arguments);
