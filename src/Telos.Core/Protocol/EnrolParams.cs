namespace Telos.Core.Protocol;

/// <summary>
/// Command is what will be executed once, absolute; Arguments are kept for the record only. Directory is where the
/// launcher stands, which becomes the workspace; without it there is none. Audit, which is root's to ask for: nothing is
/// refused, and what would have been is recorded. Profile, one of those that ship: nothing is granted that it refuses, now or
/// by a later intent.
/// </summary>
public sealed record EnrolParams(
    string Intent, long TtlMs, string Command, string[] Arguments, string? Directory = null, bool? Audit = null,
    string? Profile = null);
