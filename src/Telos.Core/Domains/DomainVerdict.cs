using Telos.Core.Abi;

namespace Telos.Core.Domains;

/// <summary>What is to happen with a name, and why.</summary>
/// <param name="Score">0 to 100 and above: less than 30 may pass, 60 and more may not, between them somebody is asked.</param>
/// <param name="RegistrableOffset">Where in the name its registrable domain begins; -1 without one.</param>
/// <param name="KnownOffset">Where the known name begins that <paramref name="Known"/> is about; -1 without one.</param>
public readonly record struct DomainVerdict(
    int Score, DomainReasons Reasons, int RegistrableOffset, int KnownOffset, DomainRecord Known, LookAlike LookAlike)
{
    public const int EscalateScore = 30;
    public const int DenyScore = 60;

    public Verdict Verdict => Score >= DenyScore ? Verdict.Deny : Score >= EscalateScore ? Verdict.Escalate : Verdict.Allow;
}
