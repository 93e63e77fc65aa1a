using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Which programs the ceiling leaves.</summary>
public static class ProgramBounds
{
    /// <summary>Why the ceiling rules a program out, whether the words ask for it or another program starts it; or an
    /// empty string.</summary>
    public static string Objection(Ceiling ceiling, string program, ProgramRow? row) =>
        ceiling.DeniedPrograms.Contains(program, StringComparer.Ordinal) ? $"the ceiling denies {program}"
        : !ceiling.MaySend && row is not null && SendsByItself(row)
            ? $"{program} can send, which the ceiling lets no intent do"
        : "";

    /// <summary>Why no intent may ask for it, or an empty string. What an allowed program starts is not asked
    /// for.</summary>
    public static string ObjectionToName(Ceiling ceiling, string program) =>
        ceiling.AllowedPrograms is { } allowed && !allowed.Contains(program, StringComparer.Ordinal)
            ? $"the ceiling allows other programs only, not {program}"
            : "";

    // The arguments of curl and wget say whether they send, and the gate reads them.
    private static bool SendsByItself(ProgramRow row) => row.Is(ProgramTraits.Upload | ProgramTraits.RawNetwork)
        && ArgumentRules.Find(row.Name, Verbs.None, builds: false)?.Name
            == ArgumentRules.Find(row.Name, Verbs.Send, builds: false)?.Name;
}
