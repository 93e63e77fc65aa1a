using System.Text;
using System.Text.Json;

namespace Telos.Core.Proof;

/// <summary>What all attacks of <c>telos prove</c> came to. Tried: those that this kernel has.</summary>
public sealed record ProofReport(int Held, int Tried, int Unproven, int Escaped, int Absent, IReadOnlyList<ProofResult> Attacks)
{
    public static ProofReport Of(IReadOnlyList<ProofResult> attacks)
    {
        int Count(ProofVerdict verdict) => attacks.Count(attack => attack.Verdict == verdict);
        int absent = Count(ProofVerdict.Absent);
        return new ProofReport(
            Count(ProofVerdict.Held), attacks.Count - absent, Count(ProofVerdict.Unproven), Count(ProofVerdict.Escaped), absent,
            attacks);
    }

    public string Score() => $"held {Held} of {Tried}, unproven {Unproven}, ESCAPED {Escaped}"
        + (Absent > 0 ? $" (absent {Absent})" : "");

    /// <summary>One line of JSON: the counts, and each attack.</summary>
    public string Json()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteNumber("held"u8, Held);
            json.WriteNumber("tried"u8, Tried);
            json.WriteNumber("unproven"u8, Unproven);
            json.WriteNumber("escaped"u8, Escaped);
            json.WriteNumber("absent"u8, Absent);
            json.WriteStartArray("attacks"u8);
            foreach (ProofResult attack in Attacks)
            {
                attack.Write(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
