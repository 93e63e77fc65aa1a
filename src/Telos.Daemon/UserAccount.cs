using System.Collections.Immutable;
using System.Globalization;

namespace Telos.Daemon;

/// <summary>A user of this machine, from passwd(5) and group(5).</summary>
/// <param name="Gid">The group of the passwd line.</param>
/// <param name="Groups">That one and those whose members it is among, each once.</param>
public sealed record UserAccount(string Name, uint Uid, uint Gid, string Home, string Shell, ImmutableArray<uint> Groups)
{
    private const string Group = "/etc/group";
    private const int GroupFields = 4;

    /// <summary>By name or by number; null when nobody has it.</summary>
    public static UserAccount? Find(string user) =>
        Find(user, File.ReadLines(UserHomes.Passwd), File.ReadLines(Group));

    internal static UserAccount? Find(string user, IEnumerable<string> passwd, IEnumerable<string> group)
    {
        string[][] accounts = [.. UserHomes.Entries(passwd).Where(IsAccount)];
        string[]? found = Array.Find(accounts, fields => fields[0] == user) ?? Array.Find(accounts, fields => fields[2] == user);
        if (found is null)
        {
            return null;
        }

        uint gid = Number(found[3])!.Value;
        IEnumerable<uint> others = group.Select(line => line.Split(':'))
            .Where(fields => fields.Length == GroupFields && fields[3].Split(',').Contains(found[0]))
            .Select(fields => Number(fields[2])).OfType<uint>();
        return new UserAccount(
            found[0], Number(found[2])!.Value, gid, found[5], found[6], [.. others.Prepend(gid).Distinct()]);
    }

    // A line that says less, or other things than numbers, is nobody's.
    private static bool IsAccount(string[] fields) => fields.Length == UserHomes.PasswdFields && fields[0].Length > 0
        && Number(fields[2]) is not null && Number(fields[3]) is not null;

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
}
