using Telos.Core.Policy;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// What a policy's binding to this machine came from. As long as it is as it was, so is the binding: programs are where they
/// were and have not changed, paths lead where they led.
/// </summary>
internal sealed class BindingEvidence
{
    private const ulong NsPerSecond = 1_000_000_000;

    /// <summary>For what no witness sees.</summary>
    private const ulong AgeNsMax = 60 * NsPerSecond;

    /// <summary>Of a policy with names of hosts, whose addresses change unseen.</summary>
    private const ulong NamedAgeNsMax = 5 * NsPerSecond;

    /// <summary>How long nothing is looked at again.</summary>
    private const ulong UnseenNsMax = NsPerSecond / 20;

    private readonly List<PathWitness> _files;
    private readonly List<PlaceWitness> _places;
    private readonly ulong _goneNs;
    private ulong _seenNs;

    /// <summary>To be made before the policy is bound: what changes meanwhile is seen later.</summary>
    public BindingEvidence(CompiledPolicy policy, uint uid, string? workspace, Ceiling ceiling)
    {
        bool hasNames = !policy.Hosts.IsEmpty;
        _seenNs = Clock.BootNs();
        _goneNs = _seenNs + (hasNames ? NamedAgeNsMax : AgeNsMax);
        _files =
        [
            .. ProgramPath.Decide(policy.Programs.Select(grant => grant.Program)).Concat(GrantBounds.Decide(ceiling))
                .Append(UserHomes.Passwd).Concat(hasNames ? HostAddresses.Files : [])
                .Distinct(StringComparer.Ordinal).Select(path => new PathWitness(path)),
        ];
        _places =
        [
            .. policy.Paths.Select(grant => grant.Path == WorkspaceRule.Path ? workspace : UserHomes.Expand(grant.Path, uid))
                .OfType<string>().Distinct(StringComparer.Ordinal).Select(path => new PlaceWitness(path)),
        ];
    }

    /// <summary>Adds the programs that were found.</summary>
    /// <returns>False when one has changed since: then it is no evidence for this.</returns>
    public bool TryCover(BoundPolicy bound)
    {
        foreach (BoundProgram program in bound.Programs)
        {
            PathWitness file = new(program.Path);
            if (file.Stamp.CtimeNs != program.File.CtimeNs)
            {
                return false;
            }

            _files.Add(file);
        }

        return true;
    }

    /// <summary>False from the first change on, and after its time.</summary>
    public bool IsCurrent()
    {
        ulong now = Clock.BootNs();
        if (now - Volatile.Read(ref _seenNs) <= UnseenNsMax)
        {
            return true;
        }

        bool isCurrent = now < _goneNs && _files.TrueForAll(file => file.IsUnchanged)
            && _places.TrueForAll(place => place.IsUnchanged);
        if (isCurrent)
        {
            Volatile.Write(ref _seenNs, now);
        }

        return isCurrent;
    }
}
