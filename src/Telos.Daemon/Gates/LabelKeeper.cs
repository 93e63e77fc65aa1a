using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Gates;

/// <summary>
/// Keeps the labels map true to the ceiling: each rule's path is resolved to the file that has the name now, and
/// again whenever something changes in a directory on the way to it (passwd(1), for one, replaces /etc/shadow by a
/// new file). Between the change and the new label an agent sees the new file unlabelled, for as long as waking and
/// one map update take. A file keeps its label when it loses the name: renaming must not free it. While there is no
/// agent nobody tells changes, so that they cost nothing: the paths are resolved anew when the programs are attached.
/// What an agent in a container brought along, code and devices, is labelled for as long as it is there.
/// </summary>
internal sealed class LabelKeeper : IDisposable
{
    private const int BatchMax = 256;
    private const int RetryMs = 10_000;

    private readonly Lock _lock = new();
    private readonly GateMaps _maps;
    private readonly HeldFiles _files;
    private readonly TreeWatch _watch;
    private readonly LabelSources _sources = new();
    private readonly Dictionary<FileId, Label> _labelled = [];
    private List<LabelPath> _paths = [];
    private Dictionary<NameRule, Label> _names = [];
    private IReadOnlyCollection<string> _directories = [];
    private HashSet<FileId> _watched = [];
    private readonly Thread _thread;
    private Ceiling _ceiling;
    private bool _applied;
    private bool _changed = true;
    private bool _keepsUnknown;
    private volatile bool _stopping;
    private volatile string? _fault;

    public LabelKeeper(GateMaps maps, FileIdentities identities, Ceiling ceiling)
    {
        _maps = maps;
        _watch = new TreeWatch(maps.Changes);
        _files = new HeldFiles(identities);
        _ceiling = ceiling;
        Plan(ceiling);
        _thread = new Thread(Follow) { IsBackground = true, Name = "labels" };
    }

    /// <summary>Null while the labels are as the ceiling says.</summary>
    public string? Fault => _fault;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _labelled.Count;
            }
        }
    }

    /// <summary>
    /// Applies the labels, those of files again after each change, on a thread of its own. What the last daemon labelled beside
    /// them stays until <see cref="Settle"/>: containers that run on have their code by it.
    /// </summary>
    /// <exception cref="DaemonException">A map is full.</exception>
    public void Start()
    {
        _keepsUnknown = true;
        ApplyNames();
        Apply();
        _thread.Start();
    }

    /// <summary>Who is there has lent what it brought along: all else goes that no rule names.</summary>
    /// <exception cref="DaemonException">A map is full.</exception>
    public void Settle()
    {
        lock (_lock)
        {
            _keepsUnknown = false;
        }

        Apply();
    }

    /// <summary>Another ceiling's labels, each by one map update; those that it has no more go last. Counts for every
    /// agent at once.</summary>
    /// <exception cref="DaemonException">A map is full; the labels are those of the ceiling before.</exception>
    public void Change(Ceiling ceiling)
    {
        lock (_lock)
        {
            try
            {
                Plan(ceiling);
                ApplyAnew();
                _ceiling = ceiling;
            }
            catch (DaemonException)
            {
                Plan(_ceiling);
                ApplyAnew();
                throw;
            }
        }
    }

    /// <summary>
    /// Labels what is there. The first time, takes labels off files that no rule names any more.
    /// </summary>
    /// <exception cref="DaemonException">The labels map is full.</exception>
    public void Apply()
    {
        lock (_lock)
        {
            try
            {
                ApplyLocked();
            }
            finally
            {
                CountChanges();
            }
        }
    }

    /// <summary>These places are labelled, for everybody, until they are taken back.</summary>
    /// <param name="places">Are the keeper's from now on.</param>
    /// <exception cref="DaemonException">The labels map is full; nothing is labelled.</exception>
    public void Lend(uint agentId, IReadOnlyList<LentPlace> places)
    {
        lock (_lock)
        {
            _sources.Lent.Add(agentId, places);
            foreach (LentPlace place in places)
            {
                Errno error = SetLabel(place.File, _sources.Of(place.File)!.Value);
                if (error != Errno.None)
                {
                    TakeBack(agentId);
                    throw new DaemonException($"cannot label what the container brings along: {error}");
                }
            }

            CountChanges();
        }
    }

    /// <summary>
    /// Labels an agent's decoys, and the directories that they lie in, instead of those that it had. What stays keeps its label
    /// all the time.
    /// </summary>
    /// <param name="places">Are the keeper's from now on; none: it has no more.</param>
    /// <exception cref="DaemonException">The labels map is full.</exception>
    public void Bait(uint agentId, IReadOnlyList<LentPlace> places)
    {
        lock (_lock)
        {
            FileId[] gone = _sources.Decoys.Replace(agentId, places);
            try
            {
                foreach (FileId file in places.Select(place => place.File).Concat(gone))
                {
                    Errno error = Relabel(file);
                    if (error != Errno.None)
                    {
                        throw new DaemonException($"cannot label a decoy: {error}");
                    }
                }
            }
            finally
            {
                CountChanges();
            }
        }
    }

    /// <summary>Whether somebody has decoys: a read of one taints.</summary>
    public bool HasDecoys
    {
        get
        {
            lock (_lock)
            {
                return !_sources.Decoys.IsEmpty;
            }
        }
    }

    /// <summary>What the agent brought along has its own label no more, unless another one brought it too.</summary>
    public void TakeBack(uint agentId)
    {
        lock (_lock)
        {
            foreach (FileId file in _sources.Lent.Remove(agentId))
            {
                _ = Relabel(file);
            }

            CountChanges();
        }
    }

    /// <summary>Labels the names that run later, and takes those off that the ceiling rules out no more.</summary>
    /// <exception cref="DaemonException">The names map is full.</exception>
    public void ApplyNames()
    {
        foreach ((NameRule rule, Label label) in _names)
        {
            Errno error = _maps.Names.TrySet(LabelNames.KeyOf(rule), label);
            if (error != Errno.None)
            {
                throw new DaemonException($"cannot label the name {RunLaterPlaces.Text(rule)}: {error}");
            }
        }

        foreach (NameKey stale in _maps.Names.Keys().Where(key => !_names.ContainsKey(LabelNames.RuleOf(key))).ToArray())
        {
            _maps.Names.Delete(stale);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _watch.Stop();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _watch.Dispose();
        _files.Dispose();
        _sources.Dispose();
    }

    private void Plan(Ceiling ceiling)
    {
        _paths = LabelPaths.Of(ceiling, UserHomes.All());
        _names = LabelNames.Of(ceiling);
        _directories = LabelPaths.DirectoriesAbove(_paths.Select(path => path.Path));
    }

    private void ApplyAnew()
    {
        _applied = false;
        ApplyNames();
        try
        {
            ApplyLocked();
        }
        finally
        {
            CountChanges();
        }
    }

    private void ApplyLocked()
    {
        // Before the paths are resolved, so that no change falls between.
        HashSet<uint> overlays = MountTable.DevicesOfType("overlay");
        string? fault = WatchDirectories(overlays);
        Dictionary<FileId, (Label Label, string Path)> wanted = [];
        foreach (LabelPath[] batch in _paths.Chunk(BatchMax))
        {
            Collect(batch, overlays, wanted);
        }

        // A label that is refused keeps none of the others from their files.
        string? refused = null;
        foreach ((FileId file, (Label label, string path)) in wanted)
        {
            _sources.Ruled[file] = label;
            Errno error = SetLabel(file, _sources.Of(file)!.Value);
            refused = error == Errno.None ? refused : $"cannot label {path}: {error}";
        }

        if (refused is not null)
        {
            throw new DaemonException(refused);
        }

        if (!_applied && !_keepsUnknown)
        {
            foreach (FileId stale in _maps.Labels.Keys().Where(id => !wanted.ContainsKey(id)).ToArray())
            {
                _sources.Ruled.Remove(stale);
                if (_sources.Of(stale) is null)
                {
                    Unlabel(stale);
                }
            }

            _applied = true;
        }

        _fault = fault;
    }

    // What the gates remember of files counts no more.
    private void CountChanges()
    {
        if (_changed)
        {
            _maps.ChangeConfig(config => config with { LabelsVersion = config.LabelsVersion + 1 });
            _changed = false;
        }
    }

    // However fast somebody creates files in a watched directory, labels are applied one time after the other.
    private void Follow()
    {
        while (!_stopping)
        {
            try
            {
                _watch.Wait(_fault is null ? Timeout.Infinite : RetryMs);
                if (!_stopping)
                {
                    Apply();
                }
            }
            catch (InvalidDataException error)
            {
                _fault = error.Message;
                return;
            }
            catch (Exception error) when (error is LinuxException or DaemonException or IOException
                or UnauthorizedAccessException)
            {
                _fault = error.Message;
            }
        }
    }

    // Null when all directories that exist are watched. Those that cannot be entered lead to no file either.
    private string? WatchDirectories(HashSet<uint> overlays)
    {
        string? fault = null;
        HashSet<FileId> watched = [];
        foreach (string[] batch in _directories.Chunk(BatchMax))
        {
            _files.Take(batch, HeldFiles.Open, overlays, (index, file) =>
            {
                watched.Add(file);
                Errno error = _watched.Contains(file) ? Errno.None : _maps.Directories.TrySet(file, 0);
                if (error != Errno.None)
                {
                    fault = $"{batch[index]} cannot be watched: {error}";
                }

                return true;
            });
        }

        foreach (FileId other in _maps.Directories.Keys().Where(id => !watched.Contains(id)).ToArray())
        {
            _maps.Directories.Delete(other);
        }

        _watched = watched;
        return fault;
    }

    // A file that two rules reach gets what either asks for, in one update. It keeps what it had, but for a first time.
    private void Collect(LabelPath[] batch, HashSet<uint> overlays, Dictionary<FileId, (Label Label, string Path)> wanted) =>
        _files.Take(batch, HeldFiles.Open, overlays, (index, file) =>
        {
            Label label = batch[index].Label;
            label = wanted.TryGetValue(file, out var other) ? LabelPaths.Stricter(other.Label, label)
                : _applied && _sources.Ruled.TryGetValue(file, out Label before) ? LabelPaths.Stricter(before, label)
                : label;
            wanted[file] = (label, batch[index].Path);
            return true;
        });

    // As its sources say now.
    private Errno Relabel(FileId file)
    {
        if (_sources.Of(file) is Label label)
        {
            return SetLabel(file, label);
        }

        Unlabel(file);
        return Errno.None;
    }

    private void Unlabel(FileId file)
    {
        _changed = true;
        _maps.Labels.Delete(file);
        _labelled.Remove(file);
    }

    private Errno SetLabel(FileId file, Label label)
    {
        if (_labelled.TryGetValue(file, out Label before) && label.Equals(before))
        {
            return Errno.None;
        }

        _changed = true;
        Errno error = _maps.Labels.TrySet(file, label);
        if (error == Errno.None)
        {
            _labelled[file] = label;
        }

        return error;
    }
}
