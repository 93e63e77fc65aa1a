using System.Collections.Immutable;

namespace Telos.Core.Mirage;

/// <summary>The names of kinds, and where each may be planted.</summary>
public static class DecoyKinds
{
    public static ImmutableArray<DecoyKind> All { get; } = [.. Enum.GetValues<DecoyKind>()];

    /// <summary>Those that stand for a file of a well-known name.</summary>
    public static ImmutableArray<DecoyKind> InPlace { get; } = [.. All.Where(kind => !ProtectedPaths(kind).IsEmpty)];

    public static string Names { get; } = NamesOf(All);

    public static string NamesOf(IEnumerable<DecoyKind> kinds) => string.Join(", ", kinds.Select(Name));

    public static string Name(DecoyKind kind) => kind.ToString().ToLowerInvariant();

    public static bool TryParse(string name, out DecoyKind kind)
    {
        foreach (DecoyKind each in All)
        {
            if (Name(each) == name)
            {
                kind = each;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>
    /// Below the home or, for what belongs to a project, the workspace; the first whose directory is there and whose name is
    /// free. They are names of leftovers: no tool looks for them by itself.
    /// </summary>
    public static ImmutableArray<string> Places(DecoyKind kind) => kind switch
    {
        DecoyKind.Aws => [".aws/credentials.bak", ".aws/credentials.old", "aws-credentials.bak", "aws-credentials.old"],
        DecoyKind.Ssh => [".ssh/id_ecdsa.bak", ".ssh/id_ecdsa.old", "id_ecdsa.bak", "id_ecdsa.old"],
        DecoyKind.Kube => [".kube/config.bak", ".kube/config.old", "kubeconfig.bak", "kubeconfig.old"],
        DecoyKind.Cookies => ["cookies.txt", "cookies-old.txt", "browser-cookies.txt"],
        DecoyKind.Npm => [".npmrc.bak", ".npmrc.old", ".npmrc.save"],
        DecoyKind.Pypi => [".pypirc.bak", ".pypirc.old", ".pypirc.save"],
        DecoyKind.Env => [".env.backup", ".env.old", ".env.production.bak"],
        DecoyKind.Dump => ["db-backup.sql", "db-users.sql", "dump-old.sql"],
        _ => ["shadow.bak", "shadow.old", "shadow.save"],
    };

    /// <summary>What such a secret is called where programs look for it; "~" is the user's home. None: no one name.</summary>
    public static ImmutableArray<string> ProtectedPaths(DecoyKind kind) => kind switch
    {
        DecoyKind.Aws => ["~/.aws/credentials"],
        DecoyKind.Ssh => ["~/.ssh/id_ecdsa", "~/.ssh/id_ed25519", "~/.ssh/id_rsa"],
        DecoyKind.Kube => ["~/.kube/config"],
        DecoyKind.Npm => ["~/.npmrc"],
        DecoyKind.Pypi => ["~/.pypirc"],
        DecoyKind.Shadow => ["/etc/shadow"],
        _ => [],
    };

    /// <summary>Whether it lies with a project's files.</summary>
    public static bool IsOfWorkspace(DecoyKind kind) => kind is DecoyKind.Env or DecoyKind.Dump or DecoyKind.Shadow;
}
