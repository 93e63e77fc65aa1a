using Telos.Core.Abi;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Whether a path that an intent names may be used, and how.</summary>
internal static class PathRules
{
    /// <param name="unusable">The verdict on the only programs named for the path, when they are
    /// refused.</param>
    public static void Judge(PathMention mention, Ceiling ceiling, PolicyDraft draft, Verdict? unusable)
    {
        var status = PathText.TryNormalise(mention.Text, out string path);
        switch (status)
        {
            case PathStatus.NotRooted when mention.Text.Split('/').Contains(".."):
                draft.Refuse(mention.Text, Verdict.Deny,
                    $"{mention.Text} climbs out of the working directory: write the absolute path");
                break;
            case PathStatus.NotRooted:
                // Unlabelled files need no grant, and what a relative name leads to is for the gate to see.
                break;
            case PathStatus.ClimbsAboveRoot:
                draft.Refuse(mention.Text, Verdict.Deny, $"{mention.Text} climbs above its root");
                break;
            case PathStatus.TooLong:
                draft.Refuse("path", Verdict.Deny, $"a path has at most {PathText.LengthMax} characters");
                break;
            case PathStatus.NamedHome:
                JudgeNamedHome(mention, ceiling, draft);
                break;
            case PathStatus.Ok when unusable is { } verdict && LabelMatch.Find(ceiling.Labels, path) is null:
                draft.Refuse(path, verdict, "each program that the intent names for it is refused");
                break;
            default:
                JudgeNormal(path, mention.Access, ceiling, draft);
                break;
        }
    }

    private static void JudgeNamedHome(PathMention mention, Ceiling ceiling, PolicyDraft draft)
    {
        _ = PathText.TryNormalise(PathText.GuessNamedHome(mention.Text), out string guess);
        if (LabelMatch.Find(ceiling.Labels, guess) is { } label)
        {
            draft.Refuse(mention.Text, Verdict.Deny, Labelled(mention.Text, label));
        }
        else
        {
            draft.Refuse(mention.Text, Verdict.Escalate,
                $"{mention.Text} is another user's home: write the absolute path");
        }
    }

    private static void JudgeNormal(string path, PathAccess access, Ceiling ceiling, PolicyDraft draft)
    {
        var label = LabelMatch.Find(ceiling.Labels, path);
        if (label is null)
        {
            Grant(path, access, draft);
        }
        else if (!label.Grantable)
        {
            draft.Refuse(path, Verdict.Deny, Labelled(path, label));
        }
        else if (PathText.HasGlob(path))
        {
            draft.Refuse(path, Verdict.Deny,
                Labelled(path, label) + ": a labelled file must be named in full");
        }
        else
        {
            if ((access & PathAccess.Write) != 0)
            {
                draft.Refuse(path, Verdict.Deny,
                    Labelled(path, label) + ": an intent may read it, never write it");
            }

            if ((access & PathAccess.Read) != 0)
            {
                string slam = label.Level >= Taint.Critical ? " and closes its network for good" : "";
                draft.AddPath(path, PathAccess.Read, Labelled(path, label)
                    + ": reading it raises the agent's taint to " + Name(label.Level) + slam);
            }
        }
    }

    private static void Grant(string path, PathAccess access, PolicyDraft draft)
    {
        string use = access switch
        {
            PathAccess.Read => "read",
            PathAccess.Write => "write",
            _ => "read and write",
        };
        if (!PathText.HasGlob(path))
        {
            draft.AddPath(path, access, $"named in the intent to {use}");
            return;
        }

        int glob = path.AsSpan().IndexOfAny("*?[{");
        string directory = path[..path.LastIndexOf('/', glob)];
        directory = directory.Length == 0 ? "/" : directory;
        draft.AddPath(directory, access, $"named in the intent as {path} to {use}");
    }

    private static string Labelled(string path, LabelRule label) => path == label.Path
        ? $"{path} is labelled {Name(label.Level)}"
        : $"{path} is labelled {Name(label.Level)} by {label.Path}";

    private static string Name(Taint level) => level.ToString().ToUpperInvariant();
}
