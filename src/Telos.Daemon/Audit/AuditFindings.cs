namespace Telos.Daemon.Audit;

/// <summary>What a look at the whole audit log found.</summary>
/// <param name="Count">Records that are there.</param>
/// <param name="First">The number of the first, 0 when there is none.</param>
/// <param name="SignedId">Up to which record the store's signature vouches for; null: there is none.</param>
/// <param name="Lost">Numbers that the log itself says could not be written.</param>
/// <param name="Unsealed">Records of earlier versions, which have no seal.</param>
/// <param name="Faults">Each a sentence; none: the log is whole.</param>
public sealed record AuditFindings(
    long Count, long First, long Last, long? SignedId, string? SignedAt, long Lost, long Unsealed, string[] Faults);
