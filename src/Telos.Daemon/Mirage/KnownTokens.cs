using Telos.Core.Abi;
using Telos.Core.Mirage;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Mirage;

/// <summary>
/// Decoys' tokens, where they are looked for: by the daemon in names and words, by the packet gate in server names. One
/// caller at a time.
/// </summary>
internal sealed class KnownTokens(
    TokenIndex index, BpfMap<ulong, uint> pieces, Action<Func<Config, Config>> changeConfig)
{
    /// <summary>Of so many agents whose decoys are gone tokens are looked for still.</summary>
    public const int RetiredMax = 64;

    private readonly Dictionary<uint, List<ulong>> _agents = [];
    private readonly List<uint> _retired = [];

    /// <summary>What the daemon looks into.</summary>
    public TokenIndex Index => index;

    public static KnownTokens Of(GateMaps maps) => new(new TokenIndex(), maps.TokenPieces, maps.ChangeConfig);

    /// <summary>What the gate has from an earlier daemon goes, but for these agents'.</summary>
    public void KeepOnly(IEnumerable<uint> agents)
    {
        HashSet<uint> kept = [.. agents];
        foreach (ulong piece in pieces.Keys())
        {
            if (pieces.TryGet(piece, out uint agent) && !kept.Contains(agent))
            {
                pieces.Delete(piece);
            }
        }

        // Those that are kept are added again, and looked for meanwhile.
        if (kept.Count == 0)
        {
            Announce();
        }
    }

    /// <returns>How many pieces the gate has no room for. The daemon knows those too.</returns>
    public int Add(uint agent, IReadOnlyCollection<string> tokens)
    {
        // Its decoys may have been removed, and are planted again.
        _retired.Remove(agent);
        index.Add(agent, tokens);
        ulong[] all = [.. TokenIndex.PiecesOf(tokens).Distinct()];
        uint[] agents = new uint[all.Length];
        agents.AsSpan().Fill(agent);
        ulong[] taken = pieces.TrySetAll(all, agents) == Errno.None
            ? all
            : [.. all.Where(piece => pieces.TrySet(piece, agent) == Errno.None)];
        if (taken.Length > 0)
        {
            _agents.TryAdd(agent, []);
            _agents[agent].AddRange(taken);
        }

        Announce();
        return all.Length - taken.Length;
    }

    /// <summary>Its decoys are gone. Somebody may have taken tokens along, and tells them later.</summary>
    public void Retire(uint agent)
    {
        _retired.Add(agent);
        if (_retired.Count > RetiredMax)
        {
            Forget(_retired[0]);
            _retired.RemoveAt(0);
        }
    }

    private void Forget(uint agent)
    {
        index.Forget(agent);
        if (_agents.Remove(agent, out List<ulong>? own))
        {
            // A short piece may be another's by chance.
            pieces.DeleteAll([.. own.Where(piece => pieces.TryGet(piece, out uint owner) && owner == agent)]);
            Announce();
        }
    }

    // Without it no packet is looked into.
    private void Announce() => changeConfig(config => config with
    {
        Flags = (config.Flags & ~KernelAbi.TELOS_CONFIG_TOKENS) | (_agents.Count > 0 ? KernelAbi.TELOS_CONFIG_TOKENS : 0),
    });
}
