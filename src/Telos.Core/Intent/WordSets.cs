using System.Collections.Frozen;

namespace Telos.Core.Intent;

/// <summary>Closed classes of English words that steer the parser.</summary>
internal static class WordSets
{
    /// <summary>After one of these a word is a noun: "the download", "my post".</summary>
    public static readonly FrozenSet<string> Determiners =
        Set(
        "the a an my our your its his her their this these that those each every all any some of no"
        + " latest");

    /// <summary>What follows is a program: "with curl", "run make".</summary>
    public static readonly FrozenSet<string> ProgramLeads =
        Set(
        "with using use uses via run runs running execute invoke launch start only program command"
        + " tool call");

    /// <summary>Behind one of these names of programs tell its kind: "perl files", "a tmux session".</summary>
    public static readonly FrozenSet<string> ProgramProducts =
        Set(
        "file files project projects package packages module modules library"
        + " session sessions directory directories environment format archive archives database container containers");

    /// <summary>Behind one of these an everyday word is none of a program: "with at most ten lines".</summary>
    public static readonly FrozenSet<string> Limits = Set("most least once all any depth level");

    /// <summary>What follows is a host, even under a top-level domain we do not know.</summary>
    public static readonly FrozenSet<string> HostLeads =
        Set(
        "from at host server site website domain visit ping contact reach resolve connect");

    /// <summary>What follows is something to be done.</summary>
    public static readonly FrozenSet<string> OrderLeads =
        Set(
        "to please must should shall will can could would may i we you they and then also");

    public static readonly FrozenSet<string> TargetLeads = Set("to into onto in under as");

    public static readonly FrozenSet<string> NetworkNouns =
        Set(
        "network networking internet online net web connection connections networks traffic");

    public static readonly FrozenSet<string> Pronouns =
        Set(
        "it them those these this everything contents content result results output all data");

    public static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
