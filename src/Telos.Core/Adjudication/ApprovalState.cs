namespace Telos.Core.Adjudication;

/// <summary>Only Approved grants anything.</summary>
public enum ApprovalState
{
    /// <summary>Somebody is still asked.</summary>
    Pending,
    Approved,
    Denied,

    /// <summary>Nobody answered in time.</summary>
    Expired,

    /// <summary>The agent declared something else, or ended.</summary>
    Withdrawn,
}
