namespace Telos.Core.Protocol;

/// <summary>Something that an agent asked for and that an adjudicator decides.</summary>
/// <param name="Reason">Why it is not granted without being asked about.</param>
/// <param name="Grants">The least that would do, in words; this is what an approval grants.</param>
/// <param name="State">pending, approved, denied, expired or withdrawn; approved alone grants anything.</param>
/// <param name="LeftMs">Pending: to answer; approved: of what is granted.</param>
/// <param name="By">person or model; absent while nobody has answered.</param>
/// <param name="Answer">Why, if whoever answered said so.</param>
public sealed record ApprovalRecord(
    string Id, uint AgentId, uint Uid, string Goal, string Subject, string Reason, string[] Grants, string State, long LeftMs,
    string? By = null, string? Answer = null);
