using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Gates;

/// <summary>
/// Keeps the labels map true to the ceiling: each rule's path is resolved to the file that has the name now, and
/// again whenever something changes in a directory on the way to it (passwd(1), for one, replaces /etc/shadow by a
/// new file). Between the change and the new label an agent sees the new file unlabelled, for as long as inotify
/// and one map update take.
/// </summary>
internal sealed class LabelKeeper : IDisposable
{
    private const string HomePrefix = "~/";
    private const uint ReadAndWrite = KernelAbi.TELOS_ACCESS_READ | KernelAbi.TELOS_ACCESS_WRITE;

    private readonly Lock _lock = new();
    private readonly GateMaps _maps;
    private readonly FileIdentities _identities;
    private readonly List<(string Path, Label Label)> _rules = [];
    private readonly Dictionary<string, FileSystemWatcher> _watchers = [];
    private readonly AutoResetEvent _changed = new(initialState: false);
    private readonly Thread _thread;
    private volatile bool _stopping;
    private HashSet<FileId> _labelled = [];
    private List<SafeFileHandle> _kept = [];

    public LabelKeeper(GateMaps maps, FileIdentities identities, Ceiling ceiling)
    {
        _maps = maps;
        _identities = identities;
        foreach (LabelRule rule in ceiling.Labels)
        {
            Label label = new()
            {
                Level = rule.Level,
                Gated = ReadAndWrite,
                Grantable = rule.Grantable ? KernelAbi.TELOS_ACCESS_READ : 0,
            };
            foreach (string path in Expand(rule.Path))
            {
                _rules.Add((path, label));
            }
        }

        AddOwnFiles();
        _thread = new Thread(Follow) { IsBackground = true, Name = "labels" };
    }

    /// <summary>Null while the labels are as the ceiling says.</summary>
    public string? Fault { get; private set; }

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

    /// <summary>Applies the labels, and again after each change, on a thread of its own.</summary>
    public void Start()
    {
        Apply();
        _thread.Start();
    }

    /// <summary>Labels what is there and takes labels off files that no rule names any more.</summary>
    /// <exception cref="DaemonException">The labels map is full.</exception>
    public void Apply()
    {
        lock (_lock)
        {
            Watch();
            OpenFile?[] files = _identities.Resolve(_rules.ConvertAll(rule => rule.Path));
            HashSet<FileId> labelled = [];
            for (int i = 0; i < files.Length; i++)
            {
                if (files[i] is OpenFile file && labelled.Add(file.File))
                {
                    Errno error = _maps.Labels.TrySet(file.File, _rules[i].Label);
                    if (error != Errno.None)
                    {
                        throw new DaemonException($"cannot label {_rules[i].Path}: {error}");
                    }
                }
            }

            foreach (FileId stale in _maps.Labels.Keys().Where(id => !labelled.Contains(id)).ToArray())
            {
                _maps.Labels.Delete(stale);
            }

            _labelled = labelled;
            KeepOverlayDirectories(files);
        }
    }

    public void Dispose()
    {
        foreach (FileSystemWatcher watcher in _watchers.Values)
        {
            watcher.Dispose();
        }

        _stopping = true;
        _changed.Set();
        _thread.Join();
        _kept.ForEach(handle => handle.Dispose());
    }

    // However fast somebody creates files in a watched directory, labels are applied one time after the other.
    private void Follow()
    {
        while (true)
        {
            _changed.WaitOne();
            if (_stopping)
            {
                return;
            }

            try
            {
                Apply();
                Fault = null;
            }
            catch (Exception error) when (error is LinuxException or DaemonException or IOException)
            {
                Fault = error.Message;
            }
        }
    }

    // Telos' own files: agents may not change them; the log and the agents' records they may not read either.
    private void AddOwnFiles()
    {
        Label guarded = new() { Level = Taint.Clean, Gated = KernelAbi.TELOS_ACCESS_WRITE };
        Label hidden = new() { Level = Taint.Clean, Gated = ReadAndWrite };
        _rules.Add((TelosPaths.ConfigDirectory, guarded));
        _rules.Add((TelosPaths.RunDirectory, guarded));
        _rules.Add((TelosPaths.StateDirectory, hidden));
        _rules.Add((TelosPaths.AgentsDirectory, hidden));
        _rules.Add((TelosPaths.CanaryLabelled, new Label { Level = Taint.Low, Gated = ReadAndWrite }));
        _rules.Add((TelosPaths.CanaryTainting, new Label { Level = Taint.Critical, Gated = 0 }));
    }

    /// <summary>
    /// overlayfs makes up a new number for a directory whenever its inode has been evicted (fs/overlayfs/inode.c,
    /// ovl_map_ino); one that is held open is not. Other file systems' numbers last, and are not held, so that they
    /// can be unmounted.
    /// </summary>
    private void KeepOverlayDirectories(OpenFile?[] files)
    {
        HashSet<uint> overlays = MountedDevices.OfType("overlay");
        List<SafeFileHandle> kept = [];
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i] is OpenFile file && overlays.Contains(file.File.Device)
                && OpenPath.TryOpenPath(_rules[i].Path, out SafeFileHandle? handle) == Errno.None)
            {
                kept.Add(handle!);
            }
        }

        List<SafeFileHandle> earlier = _kept;
        _kept = kept;
        earlier.ForEach(handle => handle.Dispose());
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (!path.StartsWith(HomePrefix, StringComparison.Ordinal))
        {
            return [path];
        }

        return UserHomes.All().Select(home => $"{home}/{path[HomePrefix.Length..]}");
    }

    // The nearest directory that exists: whatever makes the labelled path appear or change happens there first.
    private void Watch()
    {
        foreach ((string path, _) in _rules)
        {
            string? directory = Path.GetDirectoryName(path);
            while (directory is not null && !Directory.Exists(directory))
            {
                directory = Path.GetDirectoryName(directory);
            }

            if (directory is null || _watchers.ContainsKey(directory) || directory is "/proc" or "/dev")
            {
                continue;
            }

            FileSystemWatcher watcher = new(directory) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
            watcher.Created += (_, _) => _changed.Set();
            watcher.Renamed += (_, _) => _changed.Set();
            watcher.Deleted += (_, _) => _changed.Set();
            watcher.Error += (_, _) => _changed.Set();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(directory, watcher);
        }
    }
}
