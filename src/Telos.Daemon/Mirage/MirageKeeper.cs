using System.Globalization;
using System.Text.Json;
using Telos.Core.Mirage;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Mirage;

/// <summary>
/// Plants decoys for agents when they begin, plants again what was taken away, and takes them away when they end. The gates know
/// them by their labels: whoever reads one is tainted before the read returns, with or without a daemon.
/// </summary>
internal sealed partial class MirageKeeper : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int TendMs = 1_000;
    private const int TendedAtOnce = 8;

    private readonly Lock _lock = new();
    private readonly LabelKeeper _labels;
    private readonly FileIdentities _identities;
    private readonly LiveCeiling _live;
    private readonly KnownTokens _tokens;
    private readonly Journal _journal;
    private readonly SortedDictionary<uint, AgentDecoys> _agents = [];
    private readonly Timer _timer;
    private readonly HashSet<uint> _decided = [];
    private AgentTable? _table;
    private StandIns? _standIns;
    private uint _lastTended;

    /// <param name="tokens">Those of all decoys come in here.</param>
    public MirageKeeper(
        LabelKeeper labels, FileIdentities identities, LiveCeiling live, KnownTokens tokens, Journal journal)
    {
        _tokens = tokens;
        _labels = labels;
        _identities = identities;
        _live = live;
        _journal = journal;
        _timer = new Timer(_ => Tend(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Those of all decoys that lie there, and of some that lay there.</summary>
    public TokenIndex Tokens => _tokens.Index;

    /// <summary>Takes up what the last daemon planted, before labels that nobody claims are taken off.</summary>
    public void Restore(AgentTable table)
    {
        _table = table;
        _standIns = new StandIns(table, _live, TelosPaths.FilesDirectory);
        table.PolicyChanged += Follow;
        lock (_lock)
        {
            DecoyFile[] files =
                [.. Directory.GetFiles(TelosPaths.DecoysDirectory, "*.json").Select(Load).OfType<DecoyFile>()];
            _tokens.KeepOnly(files.Select(file => file.Agent));
            foreach (DecoyFile file in files)
            {
                AgentDecoys decoys = new(file.Agent, file.Uid)
                {
                    Planted = [.. file.Decoys],
                    StandIns = [.. file.StandIns ?? []],
                };
                _agents[file.Agent] = decoys;
                _ = decoys.StandIns.Count == 0 || _decided.Add(file.Agent);
                Bait(decoys);
                Know(decoys, decoys.Tokens);
            }
        }
    }

    /// <summary>Who is there is known now: the decoys of those that ended meanwhile go.</summary>
    public void Settle()
    {
        uint[] ids;
        lock (_lock)
        {
            ids = [.. _agents.Keys];
        }

        foreach (uint id in ids)
        {
            if (_table!.Find(id) is AgentEntry agent)
            {
                Follow(agent);
            }
            else
            {
                Remove(id);
            }
        }

        _timer.Change(TendMs, TendMs);
    }

    /// <param name="kinds">Those that it has already are not planted again.</param>
    /// <exception cref="DaemonException">They cannot be labelled.</exception>
    public DecoyListResult Plant(AgentEntry agent, IReadOnlyCollection<DecoyKind> kinds)
    {
        _table!.ExpectDecoys();
        string? home = UserHomes.All().FirstOrDefault(user => user.Uid == agent.Uid).Home;
        string? workspace = Workspace.Resolve(
            agent.Workspace, agent.Uid, _live.Current, _identities, out string place) is null ? null : place;
        List<string> missing = [];
        lock (_lock)
        {
            AgentDecoys decoys = DecoysOf(agent);
            int before = decoys.Planted.Count;
            foreach (DecoyKind kind in kinds)
            {
                if (decoys.Plant(kind, home, workspace) is string fault)
                {
                    missing.Add($"{DecoyKinds.Name(kind)}: {fault}");
                }
            }

            decoys.Unplanted = [.. missing];
            Keep(decoys, WalkableBy(agent));
            if (decoys.Planted.Count > before)
            {
                PlantedDecoy[] planted = [.. decoys.Planted.Skip(before)];
                Know(decoys, planted.SelectMany(decoy => decoy.Tokens));
                _journal.Planted(agent, string.Join(", ", planted.Select(decoy => decoy.Path)));
            }

            return new DecoyListResult([.. Describe(decoys)], [.. missing]);
        }
    }

    private AgentDecoys DecoysOf(AgentEntry agent)
    {
        if (!_agents.TryGetValue(agent.Id, out AgentDecoys? decoys))
        {
            decoys = new AgentDecoys(agent.Id, agent.Uid);
            _agents.Add(agent.Id, decoys);
        }

        return decoys;
    }

    // All that it has is kept and labelled, or it has none any more: an agent that is refused for this never ends.
    private void Keep(AgentDecoys decoys, Func<PlantedDecoy, bool> walkable)
    {
        bool isKept = false;
        try
        {
            Save(decoys);
            decoys.ChangeWalkable(walkable);
            Bait(decoys);
            isKept = true;
        }
        finally
        {
            if (!isKept)
            {
                Remove(decoys.Id);
            }
        }
    }

    /// <summary>What it had; nothing lies there for it any more, nor is going to by itself.</summary>
    public DecoyListResult Remove(AgentEntry agent)
    {
        lock (_lock)
        {
            _decided.Add(agent.Id);
            if (_agents.TryGetValue(agent.Id, out AgentDecoys? decoys))
            {
                StandIns.Uncover(agent, decoys.StandIns);
            }

            return Remove(agent.Id);
        }
    }

    private DecoyListResult Remove(uint agentId)
    {
        lock (_lock)
        {
            if (!_agents.Remove(agentId, out AgentDecoys? decoys))
            {
                return new DecoyListResult([], []);
            }

            DecoyRecord[] had = [.. Describe(decoys)];
            decoys.TakeAway();
            _tokens.Retire(agentId);
            _labels.Bait(agentId, []);
            File.Delete(PathOf(agentId));
            return new DecoyListResult(had, []);
        }
    }

    public DecoyListResult List()
    {
        lock (_lock)
        {
            return new DecoyListResult(
                [.. _agents.Values.SelectMany(Describe)], [.. _agents.Values.SelectMany(Faults)]);
        }
    }

    /// <summary>The agent's last process is gone.</summary>
    public void End(AgentEntry agent)
    {
        _journal.Ended(agent);
        try
        {
            lock (_lock)
            {
                _decided.Remove(agent.Id);
                Remove(agent.Id);
            }
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
            // What could not be taken away is a file of the user's that opens nothing.
        }
    }

    public void Dispose() => _timer.Dispose();

    // After an enrolment or a declaration. A container has a tree of its own; who was started by an agent lives with its
    // decoys.
    private void Follow(AgentEntry agent)
    {
        if (agent.IsCanary || agent.IsContained || agent.ParentId != 0)
        {
            return;
        }

        bool isNew;
        lock (_lock)
        {
            isNew = !_agents.TryGetValue(agent.Id, out AgentDecoys? decoys);
            if (!isNew && decoys!.ChangeWalkable(WalkableBy(agent)))
            {
                Bait(decoys);
            }
        }

        if (isNew && !agent.Adopted && !_live.Current.Mirage.Decoys.IsEmpty)
        {
            Plant(agent, _live.Current.Mirage.Decoys);
        }
    }

    // The workspace's, and what the intent grants to read. Who was asked to read a home's tree meets what lies in it.
    private Func<PlantedDecoy, bool> WalkableBy(AgentEntry agent)
    {
        if (_live.Current.Mirage.Tripwire == Tripwire.Strict)
        {
            return _ => false;
        }

        string[] read = [.. GrantedAreas.Of(agent, grant => (grant.Access & PathAccess.Read) != 0)];
        return decoy => DecoyKinds.IsOfWorkspace(decoy.Kind)
            || Array.Exists(read, area => decoy.Path.StartsWith(area, StringComparison.Ordinal));
    }

    private void Tend()
    {
        Try(ServeTainted);
        Try(PlantAgain);
    }

    // What cannot be done now is tried again the next time.
    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
        }
    }

    // A few agents a time, in turn, so that many cost no more than a few.
    private void PlantAgain()
    {
        lock (_lock)
        {
            for (int i = Math.Min(TendedAtOnce, _agents.Count); i > 0; i--)
            {
                AgentDecoys decoys = _agents.Values.FirstOrDefault(each => each.Id > _lastTended) ?? _agents.Values.First();
                _lastTended = decoys.Id;
                if (decoys.IsDisturbed())
                {
                    decoys.PlantAgain();
                    Bait(decoys);
                }
            }
        }
    }

    private void Know(AgentDecoys decoys, IEnumerable<string> tokens)
    {
        int untold = _tokens.Add(decoys.Id, [.. tokens]);
        if (untold > 0)
        {
            _journal.TokensUnknown(decoys.Id, decoys.Uid, untold);
        }
    }

    private void Bait(AgentDecoys decoys) => _labels.Bait(decoys.Id, decoys.Places(_identities, _live.Current));

    private static IEnumerable<string> Faults(AgentDecoys decoys) =>
        decoys.Unplanted.Concat(decoys.Unmounted).Select(fault => $"agent {decoys.Id}: {fault}");

    private static IEnumerable<DecoyRecord> Describe(AgentDecoys decoys) =>
    [
        .. decoys.Planted.Select(decoy =>
            new DecoyRecord(decoys.Id, DecoyKinds.Name(decoy.Kind), decoy.Path, decoys.IsWalkable(decoy))),
        .. decoys.StandIns.Select(standIn =>
            new DecoyRecord(decoys.Id, DecoyKinds.Name(standIn.Kind), standIn.Path, Walkable: false, InPlace: true)),
    ];

    private static void Save(AgentDecoys decoys) => WholeFile.Replace(
        PathOf(decoys.Id),
        JsonSerializer.SerializeToUtf8Bytes(
            new DecoyFile(decoys.Id, decoys.Uid, [.. decoys.Planted], [.. decoys.StandIns]), DecoyFileJson.Default.DecoyFile),
        OwnerOnly);

    private static DecoyFile? Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DecoyFileJson.Default.DecoyFile);
        }
        catch (JsonException)
        {
            // Torn by a loss of power: nobody knows any more what it named.
            return null;
        }
    }

    private static string PathOf(uint agentId) =>
        Path.Combine(TelosPaths.DecoysDirectory, agentId.ToString(CultureInfo.InvariantCulture) + ".json");
}
