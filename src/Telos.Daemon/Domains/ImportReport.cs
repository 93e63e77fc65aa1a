using Telos.Core.Domains;

namespace Telos.Daemon.Domains;

/// <summary>What became of a list's lines.</summary>
/// <param name="Names">Different names that were taken.</param>
/// <param name="OtherRules">Lines that may be in such a list and are about no domain.</param>
/// <param name="BadLines">Lines that are none of the format.</param>
/// <param name="FirstBad">The first of these, with their numbers, from 1.</param>
public sealed record ImportReport(
    long Names, long OtherRules, long BadLines, IReadOnlyList<(int Line, DomainLineStatus Status)> FirstBad);
