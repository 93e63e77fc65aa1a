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
        if (access == PathAccess.Connect)
        {
            JudgeSocket(path, ceiling, draft);
        }
        else if (LabelMatch.Find(ceiling.Labels, path) is { } label)
        {
            JudgeLabelled(path, access, label, draft);
        }
        else if ((access & PathAccess.Write) == 0 || JudgeWrite(path, ceiling, draft))
        {
            Grant(path, access, draft);
        }
        else if ((access & PathAccess.Read) != 0)
        {
            Grant(path, PathAccess.Read, draft);
        }
    }

    private static void JudgeLabelled(string path, PathAccess access, LabelRule label, PolicyDraft draft)
    {
        if (!label.Grantable)
        {
            draft.Refuse(path, Verdict.Deny, Labelled(path, label));
            return;
        }

        if (PathText.HasGlob(path))
        {
            draft.Refuse(path, Verdict.Deny,
                Labelled(path, label) + ": a labelled file must be named in full");
            return;
        }

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

    // True when nothing speaks against writing.
    private static bool JudgeWrite(string path, Ceiling ceiling, PolicyDraft draft)
    {
        string directory = DirectoryOf(path);
        if (AreaMatch.RunsLater(ceiling, directory) is { } rule)
        {
            draft.Refuse(path, Verdict.Deny,
                $"what is called {RunLaterPlaces.Text(rule)} is obeyed later by others: agents never write it");
            return false;
        }

        // Devices that need no grant, named as "> /dev/null" in a command.
        if (DefaultAreas.Devices.Contains(path, StringComparer.Ordinal))
        {
            return false;
        }

        if (AreaMatch.IsWritable(ceiling, directory))
        {
            return true;
        }

        draft.DiscountObject();
        string areas = string.Join(", ", ceiling.WriteAreas.Select(a => a == "~" ? "~/" : a));
        draft.Refuse(path, Verdict.Deny, ceiling.WriteAreas.IsEmpty
            ? "the ceiling lets agents write nowhere: the operator can add a directory to filesystem.write"
            : $"agents write in {areas} alone: the operator can add a directory to filesystem.write");
        return false;
    }

    private static void JudgeSocket(string path, Ceiling ceiling, PolicyDraft draft)
    {
        if (UnixDeputies.Hold(path))
        {
            draft.Refuse(path, Verdict.Deny, "who listens there acts for whoever asks: no policy opens it");
        }
        else if (ceiling.UnixSockets.Contains(path, StringComparer.Ordinal))
        {
            draft.AddPath(path, PathAccess.Connect, "named in the intent to connect to; the ceiling lists it");
        }
        else
        {
            draft.Refuse(path, Verdict.Deny,
                "the ceiling does not list this socket: the operator can add it to network.unix_sockets");
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
        string directory = DirectoryOf(path);
        draft.AddPath(directory, access, directory == path
            ? $"named in the intent to {use}"
            : $"named in the intent as {path} to {use}");
    }

    // The path itself, or the directory in which a pattern begins.
    private static string DirectoryOf(string path)
    {
        int glob = path.AsSpan().IndexOfAny("*?[{");
        if (glob < 0)
        {
            return path;
        }

        string directory = path[..path.LastIndexOf('/', glob)];
        return directory.Length == 0 ? "/" : directory;
    }

    private static string Labelled(string path, LabelRule label) => path == label.Path
        ? $"{path} is labelled {Name(label.Level)}"
        : $"{path} is labelled {Name(label.Level)} by {label.Path}";

    private static string Name(Taint level) => level.ToString().ToUpperInvariant();
}
