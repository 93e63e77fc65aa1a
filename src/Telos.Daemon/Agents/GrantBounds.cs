using System.Net;
using System.Runtime.CompilerServices;
using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Intent;
using Telos.Core.Policy;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// Proves the map entries of a policy within the ceiling before they are loaded. What the ceiling leaves is worked out
/// anew from the ceiling and the machine, so that a mistake on the way from words to entries (a name that leads to
/// another's file, a link, a ceiling that changed meanwhile) ends here. What cannot be shown to be within is outside.
/// </summary>
internal sealed class GrantBounds(FileIdentities identities, Ceiling ceiling)
{
    private const ushort DnsPort = 53;
    private const Verbs AnyWork = (Verbs)uint.MaxValue;
    private const PathAccess KnownAccess = PathAccess.Read | PathAccess.Write | PathAccess.Execute | PathAccess.Connect;

    // Those whose arguments some intent is refused.
    private static readonly string[] s_judged = [.. ProgramTable.Rows.Select(row => row.Name)
        .Where(name => ArgumentRules.Find(name, Verbs.None, builds: false) is not null)];

    // By names alone, so that it changes with the ceiling.
    private static readonly ConditionalWeakTable<Ceiling, string[]> s_refused = [];
    private static readonly ConditionalWeakTable<Ceiling, string[]> s_decide = [];

    /// <summary>The first entry that is outside, in words; null when all are within.</summary>
    public string? Outside(GrantSet grants, BoundPolicy policy, ulong nowNs) =>
        OutsideInTime(grants, policy, nowNs)
        ?? OutsidePrograms(grants, policy)
        ?? OutsideDestinations(grants, policy)
        ?? OutsidePaths(grants, policy);

    /// <summary>The same, of the entries' ends alone.</summary>
    public string? OutsideInTime(GrantSet grants, BoundPolicy policy, ulong nowNs)
    {
        ulong untilMaxNs = nowNs + ((ulong)ceiling.TtlMax.TotalMilliseconds * 1_000_000);
        foreach ((FileKey key, ExecGrant grant) in grants.Programs)
        {
            if (grant.ExpiresNs > untilMaxNs)
            {
                return TooLong(NameOf(key, policy));
            }
        }

        foreach ((NetKey key, NetGrant grant) in grants.Destinations)
        {
            if (grant.ExpiresNs > untilMaxNs)
            {
                return TooLong(NameOf(key));
            }
        }

        foreach ((FileKey key, FileGrant grant) in grants.Paths)
        {
            if (grant.ExpiresNs > untilMaxNs)
            {
                return TooLong(NameOf(OriginsOf(key, policy)));
            }
        }

        return null;
    }

    /// <summary>What decides which files the ceiling's programs are; as <see cref="ProgramPath.Decide"/> has it.</summary>
    public static IEnumerable<string> Decide(Ceiling ceiling) => s_decide.GetValue(ceiling, static of =>
        [.. ProgramPath.Decide([.. Refused(of), .. s_judged, .. WithWhatTheyStart(of.AllowedPrograms ?? [])])]);

    private static string TooLong(string name) => $"{name}: longer than any intent gets it";

    private static string NameOf(in FileKey key, BoundPolicy policy)
    {
        FileId file = key.File;
        return policy.Programs.FirstOrDefault(program => program.File.File.Equals(file)).Path ?? "a program";
    }

    private static string NameOf(in NetKey key) => $"{HostAddresses.OfMapped(key.AddressBytes)} port {key.Port}";

    private static string NameOf(BoundPath[] origins) => origins.Length > 0 ? origins[0].Path : "a file that no path led to";

    private static BoundPath[] OriginsOf(in FileKey key, BoundPolicy policy)
    {
        FileId file = key.File;
        return [.. policy.Paths.Where(path => path.File.File.Equals(file))];
    }

    private string? OutsidePrograms(GrantSet grants, BoundPolicy policy)
    {
        (Dictionary<FileId, string> denied, Dictionary<FileId, string> judged) =
            FilesOf(Refused(ceiling), s_judged.Where(name => Loosest(name) is not null));
        Dictionary<FileId, string>? allowed = ceiling.AllowedPrograms is { } names ? FilesWithInterpreters(names) : null;
        foreach ((FileKey key, ExecGrant grant) in grants.Programs)
        {
            string name = NameOf(key, policy);
            if (denied.TryGetValue(key.File, out string? refused))
            {
                return $"{name}: the ceiling rules {refused} out";
            }

            if (allowed is not null && !allowed.ContainsKey(key.File))
            {
                return $"{name}: the ceiling allows other programs only";
            }

            if (judged.TryGetValue(key.File, out string? program)
                && !ArgumentRules.IsWithin(SetOf(grant.Arguments), Loosest(program)))
            {
                return $"{name}: more arguments than any intent gets it with";
            }

            if ((grant.Flags & ~BoundProgram.FlagsOfPolicies) != 0)
            {
                return $"{name}: in a way that no intent gets it";
            }
        }

        return null;
    }

    private string? OutsideDestinations(GrantSet grants, BoundPolicy policy)
    {
        bool asks = policy.HostNames.Any(host => HostJudge.ObjectionByCeiling(host, ceiling) is null);
        IPAddress[] resolvers = asks ? HostAddresses.Resolvers() : [];
        foreach ((NetKey key, _) in grants.Destinations)
        {
            IPAddress address = HostAddresses.OfMapped(key.AddressBytes);
            string name = NameOf(key);
            // A policy that names a host may ask the machine's resolvers for it, wherever those are.
            if (key.Port == DnsPort && resolvers.Contains(address))
            {
                continue;
            }

            string objection = AddressKinds.Objection(AddressKinds.Of(address));
            if (objection.Length > 0)
            {
                return $"{name}: {objection}";
            }

            if (HostJudge.Denies(ceiling, $"{address}"))
            {
                return $"{name}: the ceiling denies it";
            }

            if (!policy.HostsAt.TryGetValue(address, out HashSet<string>? hosts)
                || hosts.All(host => HostJudge.ObjectionByCeiling(host, ceiling) is not null))
            {
                return $"{name}: no host that the ceiling leaves led there";
            }
        }

        return null;
    }

    private string? OutsidePaths(GrantSet grants, BoundPolicy policy)
    {
        MachineAreas areas = MachineAreas.Of(ceiling);
        foreach ((FileKey key, FileGrant grant) in grants.Paths)
        {
            BoundPath[] origins = OriginsOf(key, policy);
            string name = NameOf(origins);
            PathAccess access = (PathAccess)grant.Access;
            if ((access & ~KnownAccess) != 0)
            {
                return $"{name}: an access that is none";
            }

            foreach (PathAccess one in Enum.GetValues<PathAccess>().Where(one => (access & one) != 0))
            {
                if (!origins.Any(origin => ((PathAccess)origin.Access & one) != 0 && IsWithin(origin.Path, one, areas)))
                {
                    return $"{name}: the ceiling lets no intent {PolicyText.Name(one)} there";
                }
            }
        }

        return null;
    }

    private bool IsWithin(string path, PathAccess access, MachineAreas areas) => access switch
    {
        PathAccess.Read => areas.LabelOf(path) is null or { Grantable: true },
        PathAccess.Write => areas.IsWritable(path) && areas.LabelOf(path) is null,
        PathAccess.Execute => areas.IsWritable(path) && ceiling.Workspace == WorkspaceUse.Build,
        _ => areas.IsSocket(path) && !UnixDeputies.Hold(path),
    };

    private static string[] Refused(Ceiling ceiling) => s_refused.GetValue(ceiling, static of =>
    [
        .. of.DeniedPrograms, .. ProgramTable.Rows.Where(row => ProgramBounds.Objection(of, row.Name, row).Length > 0)
            .Select(row => row.Name),
    ]);

    // The widest set of arguments that any words get a program with; null refuses none.
    private string? Loosest(string program) => ArgumentRules.Find(
        program, ceiling.MaySend ? AnyWork : AnyWork & ~Verbs.Send,
        builds: ceiling.Workspace == WorkspaceUse.Build)?.Name;

    private static string? SetOf(uint id) => ArgumentRules.Sets.FirstOrDefault(set => set.Id == id)?.Name;

    private static HashSet<string> WithWhatTheyStart(IEnumerable<string> programs)
    {
        HashSet<string> all = new(StringComparer.Ordinal);
        Stack<string> left = new(programs);
        while (left.TryPop(out string? program))
        {
            foreach (string need in all.Add(program) ? ProgramTable.FindByPath(program)?.Needs ?? [] : [])
            {
                left.Push(need);
            }
        }

        return all;
    }

    private Dictionary<FileId, string> FilesWithInterpreters(IEnumerable<string> programs)
    {
        List<(string Path, string Program)> places = PlacesOf(WithWhatTheyStart(programs), withInterpreters: true);
        return Found(places, identities.Resolve([.. places.Select(place => place.Path)]));
    }

    // In one go: the kernel is asked for what is open as often as files are resolved.
    private (Dictionary<FileId, string> First, Dictionary<FileId, string> Second) FilesOf(
        IEnumerable<string> first, IEnumerable<string> second)
    {
        List<(string Path, string Program)> places = PlacesOf(first);
        int firstCount = places.Count;
        places.AddRange(PlacesOf(second));
        OpenFile?[] files = identities.Resolve([.. places.Select(place => place.Path)]);
        return (Found(places[..firstCount], files[..firstCount]), Found(places[firstCount..], files[firstCount..]));
    }

    private static List<(string Path, string Program)> PlacesOf(IEnumerable<string> programs, bool withInterpreters = false)
    {
        List<(string Path, string Program)> places = [];
        foreach (string program in programs.Distinct(StringComparer.Ordinal))
        {
            foreach (string path in ProgramPath.FindAll(program))
            {
                places.Add((path, program));
                if (withInterpreters && ScriptHeader.Read(path).Interpreter is string interpreter)
                {
                    places.Add((interpreter, program));
                }
            }
        }

        return places;
    }

    private static Dictionary<FileId, string> Found(List<(string Path, string Program)> places, OpenFile?[] files)
    {
        Dictionary<FileId, string> found = [];
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i] is OpenFile file)
            {
                found.TryAdd(file.File, places[i].Program);
            }
        }

        return found;
    }
}
