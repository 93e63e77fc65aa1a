using System.Globalization;

namespace Telos.Daemon;

/// <summary>Home directories, from passwd(5).</summary>
internal static class UserHomes
{
    internal const string Passwd = "/etc/passwd";
    internal const int PasswdFields = 7;
    private const string Home = "~";
    private const string HomePrefix = "~/";
    private const int UidField = 2;
    private const int HomeField = 5;

    /// <summary>Every user's home, once for each user; pseudo users that live in / have none.</summary>
    public static IReadOnlyList<(string Home, uint Uid)> All() => All(File.ReadLines(Passwd));

    /// <summary>When the list of users was last changed.</summary>
    public static DateTime Written() => File.GetLastWriteTimeUtc(Passwd);

    /// <summary>"~" becomes this user's home; a user without one gets the path as it is.</summary>
    public static string Expand(string path, uint uid) => Expand(path, uid, File.ReadLines(Passwd));

    /// <summary>Whether this is a name of this user.</summary>
    public static bool Is(string name, uint uid)
    {
        string number = uid.ToString(CultureInfo.InvariantCulture);
        return Entries(File.ReadLines(Passwd)).Any(fields => fields[0] == name && fields[UidField] == number);
    }

    internal static IReadOnlyList<(string Home, uint Uid)> All(IEnumerable<string> passwd)
    {
        List<(string Home, uint Uid)> homes = [];
        foreach (string[] fields in Entries(passwd))
        {
            if (IsHome(fields[HomeField])
                && uint.TryParse(fields[UidField], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)
                && !homes.Contains((fields[HomeField], uid)))
            {
                homes.Add((fields[HomeField], uid));
            }
        }

        return homes;
    }

    internal static string Expand(string path, uint uid, IEnumerable<string> passwd)
    {
        if (path != Home && !path.StartsWith(HomePrefix, StringComparison.Ordinal))
        {
            return path;
        }

        string number = uid.ToString(CultureInfo.InvariantCulture);
        foreach (string[] fields in Entries(passwd))
        {
            if (fields[UidField] == number && IsHome(fields[HomeField]))
            {
                return fields[HomeField] + path[Home.Length..];
            }
        }

        return path;
    }

    // With "" or "/" in front, ~/etc would be the machine's own /etc.
    private static bool IsHome(string path) => path.Length > 1 && path[0] == '/';

    /// <summary>The lines of passwd(5) that have a home, taken apart.</summary>
    internal static IEnumerable<string[]> Entries(IEnumerable<string> passwd)
    {
        foreach (string line in passwd)
        {
            string[] fields = line.Split(':');
            if (fields.Length > HomeField)
            {
                yield return fields;
            }
        }
    }
}
