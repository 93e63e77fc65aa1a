using System.Text.Json;

namespace Telos.Core.Proof;

/// <summary>One attack of <c>telos prove</c>.</summary>
/// <param name="Name">As docs/BYPASSES.md calls it; behind a slash which of several ways it was.</param>
/// <param name="Section">Of docs/BYPASSES.md; null: it has no line there.</param>
/// <param name="Seen">What the agent got: an error in the kernel's spelling; null: it worked.</param>
/// <param name="Twin">What the process got for which it is allowed, in the same words.</param>
/// <param name="Gate">Which gate says that it refused; null: none does.</param>
/// <param name="Reason">Why, as the log has it.</param>
public sealed record ProofResult(
    string Name, int? Section, ProofVerdict Verdict, string? Seen, string? Twin, string? Gate = null, string? Reason = null)
{
    // What a call gives that this kernel, or the file system that it was tried on, was made without. No gate answers so.
    private static readonly string[] s_absent =
        ["ENOSYS", "EOPNOTSUPP", "EAFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT"];
    private static readonly string[] s_refusals = ["EPERM", "EACCES"];

    public static ProofResult Judge(
        string name, int? section, string? seen, string? twin, string? gate = null, string? reason = null) =>
        new(name, section, VerdictOf(seen, twin, reason), seen, twin, gate, reason);

    /// <summary>For programs; what is not there is null.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, Name);
        if (Section is int section)
        {
            json.WriteNumber("section"u8, section);
        }
        else
        {
            json.WriteNull("section"u8);
        }

        json.WriteString("verdict"u8, Word());
        json.WriteString("seen"u8, Seen);
        json.WriteString("twin"u8, Twin);
        json.WriteString("gate"u8, Gate);
        json.WriteString("reason"u8, Reason);
        json.WriteEndObject();
    }

    /// <summary>For people.</summary>
    public string Line()
    {
        string verdict = Verdict == ProofVerdict.Escaped ? "ESCAPED" : Word();
        string section = Section is int number ? $"section {number}" : "";
        return $"{verdict,-9}{Name,-54} {section,-11} {Words()}";
    }

    private static ProofVerdict VerdictOf(string? seen, string? twin, string? reason) => seen is null
        ? ProofVerdict.Escaped
        : twin is not null && s_absent.Contains(twin)
            ? ProofVerdict.Absent
            : twin is null && (reason is not null || s_refusals.Contains(seen))
                ? ProofVerdict.Held
                : ProofVerdict.Unproven;

    private string Word() => Verdict.ToString().ToLowerInvariant();

    private string Words() => Verdict switch
    {
        ProofVerdict.Held => $"refused: {Reason?.ToUpperInvariant() ?? Seen}",
        ProofVerdict.Escaped => "it worked",
        ProofVerdict.Absent => $"this kernel has none ({Twin})",
        _ => Twin is not null ? $"where it is allowed it does not work either ({Twin})"
            : $"it failed ({Seen}), and no gate says that it refused it",
    };
}
