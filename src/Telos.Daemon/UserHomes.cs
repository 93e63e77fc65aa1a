using System.Globalization;

namespace Telos.Daemon;

/// <summary>Home directories, from passwd(5).</summary>
internal static class UserHomes
{
    private const string Passwd = "/etc/passwd";
    private const string HomePrefix = "~/";
    private const int UidField = 2;
    private const int HomeField = 5;

    /// <summary>Every user's home, each once; pseudo users that live in / have none.</summary>
    public static IReadOnlyList<string> All()
    {
        SortedSet<string> homes = new(StringComparer.Ordinal);
        foreach (string[] fields in Entries())
        {
            if (fields[HomeField].Length > 1 && fields[HomeField][0] == '/')
            {
                homes.Add(fields[HomeField]);
            }
        }

        return [.. homes];
    }

    /// <summary>"~/" becomes this user's home; a user without one gets the path as it is.</summary>
    public static string Expand(string path, uint uid)
    {
        if (!path.StartsWith(HomePrefix, StringComparison.Ordinal))
        {
            return path;
        }

        string number = uid.ToString(CultureInfo.InvariantCulture);
        foreach (string[] fields in Entries())
        {
            if (fields[UidField] == number)
            {
                return $"{fields[HomeField]}/{path[HomePrefix.Length..]}";
            }
        }

        return path;
    }

    private static IEnumerable<string[]> Entries()
    {
        foreach (string line in File.ReadLines(Passwd))
        {
            string[] fields = line.Split(':');
            if (fields.Length > HomeField)
            {
                yield return fields;
            }
        }
    }
}
