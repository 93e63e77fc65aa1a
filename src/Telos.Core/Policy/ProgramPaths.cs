using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Programs and scripts that an intent names by path: "run /opt/app/report", "run
/// analyse.py".</summary>
internal static class ProgramPaths
{
    /// <summary>What would be granted and whether it may; null for what needs no grant of its own: the script of a
    /// program named beside it, and what the intent builds in its workspace. Script is the one that an interpreter is
    /// to run.</summary>
    public static (string Program, ProgramJudgement Judgement, string Script)? Judge(
        PathMention path, IntentClause clause, IntentModel model, Ceiling ceiling)
    {
        string name = path.Text[(path.Text.LastIndexOf('/') + 1)..];
        var status = PathText.TryNormalise(path.Text, out string normal);
        if (clause.Programs.Any(p => !p.Negated && p.Script == path.Text))
        {
            return null;
        }

        // "run analyse.py" names a script, and its ending the interpreter.
        if (status == PathStatus.NotRooted && name == path.Text && ScriptEndings.InterpreterOf(name) is { } interpreter)
        {
            return (interpreter, new(Verdict.Allow, $"{name} is a script for {interpreter}"), name);
        }

        bool builds = WorkspaceRule.Builds(model);
        if (status == PathStatus.NotRooted && builds && !path.Text.Split('/').Contains(".."))
        {
            return null;
        }

        if (status != PathStatus.Ok || normal.StartsWith('~'))
        {
            return (path.Text, new(Verdict.Escalate,
                $"{path.Text} has no fixed meaning as a program: write its absolute path"), "");
        }

        if (PathText.HasGlob(normal))
        {
            return (normal, new(Verdict.Deny, "a program must be named in full"), "");
        }

        if (AreaMatch.IsWritable(ceiling, normal))
        {
            return (normal, builds && ceiling.Workspace == WorkspaceUse.Build
                ? new(Verdict.Allow, "named in the intent to be run; it runs where this intent's workspace holds it")
                : new(Verdict.Escalate, $"{normal} lies where agents write: only an intent that builds runs such files"), "");
        }

        if (ProgramTable.FindByPath(name.ToLowerInvariant()) is { } row)
        {
            string script =
                clause.Paths.FirstOrDefault(p => p is { IsProgram: false, Negated: false } && ScriptEndings.MayBeScript(p.Text))
                    ?.Text ?? "";
            var mention = new ProgramMention(
                row.Name, row, Negated: false, Exclusive: false, IsCommand: true, script);
            return (normal, ProgramJudge.Judge(mention, clause, model), script);
        }

        return (normal, new(Verdict.Allow, "named in the intent to be run"), "");
    }
}
