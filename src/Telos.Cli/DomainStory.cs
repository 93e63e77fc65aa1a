using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Dns;
using Telos.Core.Domains;

namespace Telos.Cli;

/// <summary>A verdict layer by layer, for people.</summary>
internal static class DomainStory
{
    private const string Reset = "\e[0m";

    public static IEnumerable<string> Of(ReadOnlySpan<byte> name, in DomainVerdict verdict, DomainPipeline judge, bool isColoured)
    {
        string colour = verdict.Verdict switch
        {
            Verdict.Allow => "\e[32m",
            Verdict.Escalate => "\e[33m",
            _ => "\e[31m",
        };
        byte reputation = verdict.Known.Reputation;
        string word = verdict.Verdict.ToString().ToUpperInvariant();
        string age = verdict.Known.Age.IsYoung
            ? string.Create(
                CultureInfo.InvariantCulture, $", registered {verdict.Known.Age.Days} days before the index was compiled")
            : "";
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture,
                $"{NameText.Of(name)}: {(isColoured ? colour + word + Reset : word)} (score {verdict.Score})"),
            $"  L0 domain      {(verdict.RegistrableOffset < 0 ? "none" : NameText.Of(name[verdict.RegistrableOffset..]))}",
            $"  L1 known       {(verdict.KnownOffset < 0 ? "no list has it" : NameText.Of(name[verdict.KnownOffset..]))}",
            $"  L2 look-alike  {Imitation(verdict.LookAlike, judge.ImitatedBy(verdict))}",
            $"  L3 category    {(verdict.KnownOffset < 0 ? "unknown" : DomainWords.Of(verdict.Known.Category))}",
            $"  L4 reputation  {(verdict.KnownOffset < 0 ? "unknown" : reputation.ToString(CultureInfo.InvariantCulture))}{age}",
        ];
        foreach ((DomainReasons reason, string code, string sentence) in DomainReasonWords.All)
        {
            if ((verdict.Reasons & reason) != 0)
            {
                lines.Add($"  because        {sentence} ({code})");
            }
        }

        return lines;
    }

    private static string Imitation(LookAlike found, string imitated) => found.Brand < 0
        ? "none"
        : string.Create(CultureInfo.InvariantCulture,
            $"of {imitated}: {DomainReasonWords.Of(found.Technique)}, "
            + $"{found.Distance} edits apart, {found.Score}");
}
