using Telos.Core.Abi;
using Telos.Core.Domains;
using Telos.Core.Mirage;
using Telos.Daemon.Domains;

namespace Telos.Daemon.Dns;

/// <summary>Turns verdicts on names into refusals, for one DNS thread.</summary>
/// <param name="tokens">That no name may have in it.</param>
internal sealed class NameJudge(DomainKnowledge knowledge, TokenIndex tokens)
{
    private readonly Dictionary<int, DnsRefusal> _lookAlikes = [];
    private DomainPipeline _pipeline = new(knowledge.Index);

    /// <summary>What is denied to everybody. Null: it may be looked up.</summary>
    /// <param name="name">Lower-case wire form, of octets that hosts' names have.</param>
    public DnsRefusal? Deny(ReadOnlySpan<byte> name, ulong wanted)
    {
        DomainVerdict verdict = Judge(name, wanted);
        return verdict.Verdict == Verdict.Deny ? RefusalOf(verdict) : null;
    }

    /// <summary>Whatever else the name is. Null: no decoy's token is in it.</summary>
    public DnsRefusal? DenyToken(ReadOnlySpan<byte> name) =>
        tokens.FindInName(name) is null ? null : DnsRefusal.DecoyToken;

    /// <summary>A name that the intent in force names. Null: it may be looked up.</summary>
    public DnsRefusal? JudgeNamed(ReadOnlySpan<byte> name, ulong wanted)
    {
        DomainVerdict verdict = Judge(name, wanted);
        return verdict.Verdict switch
        {
            Verdict.Allow => null,
            Verdict.Deny => RefusalOf(verdict),

            // A company's own github.example.com: named by the intent, it is meant. A lure beside the brand is not.
            _ => verdict.LookAlike.Technique == LookAlikeTechnique.LevelSquat ? null : DnsRefusal.Doubtful,
        };
    }

    /// <summary>Why a name that no intent names is refused.</summary>
    public DnsRefusal JudgeUnnamed(ReadOnlySpan<byte> name, ulong wanted)
    {
        DomainVerdict verdict = Judge(name, wanted);
        return verdict.Verdict != Verdict.Allow && IsTelling(verdict) ? RefusalOf(verdict) : DnsRefusal.NotNamed;
    }

    private static bool IsTelling(in DomainVerdict verdict) =>
        verdict.LookAlike.Brand >= 0 || (verdict.Reasons & (DomainReasons.Blocked | DomainReasons.Harmful)) != 0;

    private DomainVerdict Judge(ReadOnlySpan<byte> name, ulong wanted)
    {
        // A new index has other brands, and other verdicts to remember.
        if (_pipeline.Index != knowledge.Index)
        {
            _pipeline = new DomainPipeline(knowledge.Index);
            _lookAlikes.Clear();
        }

        return _pipeline.Judge(name, wanted);
    }

    private DnsRefusal RefusalOf(in DomainVerdict verdict)
    {
        if (verdict.LookAlike.Brand < 0)
        {
            return DnsRefusal.Harmful;
        }

        if (!_lookAlikes.TryGetValue(verdict.LookAlike.Brand, out DnsRefusal? refusal))
        {
            refusal = DnsRefusal.LookAlikeOf(_pipeline.ImitatedBy(verdict));
            _lookAlikes.Add(verdict.LookAlike.Brand, refusal);
        }

        return refusal;
    }
}
