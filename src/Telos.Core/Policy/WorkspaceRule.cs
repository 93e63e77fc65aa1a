using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>
/// What an intent may do in its workspace, the directory in which telos run was started: whoever builds writes there
/// and runs what came out of it; whoever keeps work there writes.
/// </summary>
public static class WorkspaceRule
{
    /// <summary>The workspace's path in a policy, which is the same wherever it will be in force.</summary>
    public const string Path = ".";

    private const Verbs Keeping = Verbs.Clone | Verbs.Commit | Verbs.Extract | Verbs.Write | Verbs.Create;

    /// <summary>Whether the words are about building, testing or installing.</summary>
    internal static bool Builds(IntentModel model) => model.Clauses.Any(clause =>
        clause.Has(Verbs.Build | Verbs.Install)

        // "test whether example.com answers" builds nothing.
        || (clause.Has(Verbs.Test) && clause.Hosts.IsEmpty)
        || clause.Programs.Any(p => p is { Negated: false, Row: { } row } && row.Is(ProgramTraits.Builds)));

    /// <summary>What to grant, with its reason, to a policy that grants these programs; null for nothing.</summary>
    /// <param name="most">What the ceiling leaves.</param>
    internal static PathGrant? Judge(
        IntentModel model, IReadOnlyCollection<string> programs, WorkspaceUse most = WorkspaceUse.Build)
    {
        if (programs.Count == 0 || most == WorkspaceUse.None)
        {
            return null;
        }

        if (Builds(model) || programs.Any(p => ProgramTable.FindByPath(p)?.Is(ProgramTraits.Builds) == true))
        {
            return most == WorkspaceUse.Write
                ? new PathGrant(Path, PathAccess.Write, "the intent builds; by the ceiling nothing that it makes may run")
                : new PathGrant(Path, PathAccess.Write | PathAccess.Execute,
                    "the intent builds: what comes out of it may run in the directory where telos run starts");
        }

        return model.Clauses.Any(KeepsWork)
            ? new PathGrant(Path, PathAccess.Write, "the intent keeps its work in the directory where telos run starts")
            : null;
    }

    // A clause that says where to write means that place.
    private static bool KeepsWork(IntentClause clause) => clause.Has(Keeping)
        && !clause.Paths.Any(p => p.IsRooted && (p.Access & PathAccess.Write) != 0);
}
