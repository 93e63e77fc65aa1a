using System.Text;
using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Agents;

/// <summary>The map entries of one generation of one agent's policy.</summary>
internal sealed class GrantSet(uint agentId, uint generation)
{
    private readonly Dictionary<FileKey, ExecGrant> _exec = [];
    private readonly HashSet<FileId> _linked = [];
    private readonly List<(NetKey Key, NetGrant Grant)> _net = [];
    private readonly Dictionary<FileKey, FileGrant> _files = [];
    private readonly Dictionary<(uint Part, string Text), uint> _scripts = [];

    public IReadOnlyDictionary<FileKey, ExecGrant> Programs => _exec;

    public IReadOnlyList<(NetKey Key, NetGrant Grant)> Destinations => _net;

    public IReadOnlyDictionary<FileKey, FileGrant> Paths => _files;

    public bool HasFileGrants => _files.Count > 0;

    /// <summary>The whole policy but for its launch, until <paramref name="expiresNs"/> or a grant's own end.</summary>
    public void Add(BoundPolicy policy, ulong expiresNs)
    {
        foreach (BoundProgram program in policy.Programs)
        {
            AddProgram(program.File, Math.Min(program.UntilNs, expiresNs), program.Flags, program.Arguments);
        }

        foreach (BoundScript script in policy.Scripts)
        {
            AddScript(script);
        }

        // Of two names with one address the later entry counts: the one that ends last.
        foreach (BoundDestination destination in policy.Destinations.OrderBy(destination => destination.UntilNs))
        {
            AddDestination(destination.Key, Math.Min(destination.UntilNs, expiresNs));
        }

        foreach (BoundPath path in policy.Paths)
        {
            AddPath(path.File, Math.Min(path.UntilNs, expiresNs), path.Access);
        }
    }

    public void AddProgram(in OpenFile file, ulong expiresNs, uint flags, uint arguments = 0)
    {
        FileKey key = KeyOf(file.File);

        // The same file granted twice: the grant with fewer conditions says how long and with what arguments, and
        // both what it may do. Of two such grants the one that refuses arguments counts.
        if (_exec.TryGetValue(key, out ExecGrant earlier))
        {
            bool holdsLonger = (earlier.Flags & KernelAbi.TELOS_EXEC_LAUNCH) == 0;
            arguments = Narrower(earlier, flags, arguments);
            flags |= earlier.Flags & BoundProgram.FlagsOfPolicies;
            flags = holdsLonger ? flags & ~KernelAbi.TELOS_EXEC_LAUNCH : flags;
            expiresNs = holdsLonger ? earlier.ExpiresNs : expiresNs;
        }

        if (file.Links > 1)
        {
            _linked.Add(file.File);
        }

        _exec[key] = new ExecGrant
        {
            ExpiresNs = expiresNs, CtimeNs = file.CtimeNs, Flags = flags, Arguments = arguments,
        };
    }

    public void AddDestination(NetKey destination, ulong expiresNs)
    {
        destination.AgentId = agentId;
        destination.Generation = generation;
        _net.Add((destination, new NetGrant { ExpiresNs = expiresNs }));
    }

    public void AddPath(in OpenFile file, ulong expiresNs, uint access)
    {
        FileKey key = KeyOf(file.File);

        // Two paths may be two names of one file. Neither's access holds longer by the other.
        bool isThere = _files.TryGetValue(key, out FileGrant earlier);
        _files[key] = new FileGrant
        {
            ExpiresNs = isThere ? Math.Min(earlier.ExpiresNs, expiresNs) : expiresNs,
            Access = earlier.Access | access,
        };
    }

    /// <summary>A part leads to the next by a number of its own (bpf/scripts.h); the last holds a zero.</summary>
    public void AddScript(BoundScript script)
    {
        const int PartBytes = (int)KernelAbi.TELOS_WORD_BYTES;
        uint set = script.Arguments << (int)KernelAbi.TELOS_SCRIPT_SET_SHIFT;

        // A letter a byte.
        string text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(script.Text));
        uint part = set;
        for (int start = 0; start <= text.Length; start += PartBytes)
        {
            (uint, string) key = (part, text.Substring(start, Math.Min(text.Length - start, PartBytes)));
            _scripts.TryAdd(key, set + (uint)_scripts.Count + 1);
            part = _scripts[key];
        }
    }

    /// <summary>
    /// Writes every entry, or none: what a full map refused is taken back, and the policy in force stays.
    /// </summary>
    /// <exception cref="DaemonException">A map is full.</exception>
    public void Write(GateMaps maps)
    {
        string map = "";
        Errno error = Set(maps.Programs, [.. _linked], [.. _linked.Select(_ => 1U)], ref map);
        error = error != Errno.None ? error : Set(maps.Scripts, ScriptKeys(), [.. _scripts.Values], ref map);
        error = error != Errno.None ? error : Set(maps.ExecGrants, [.. _exec.Keys], [.. _exec.Values], ref map);
        error = error != Errno.None ? error : Set(maps.NetGrants, NetKeys(), [.. _net.Select(entry => entry.Grant)], ref map);
        error = error != Errno.None ? error : Set(maps.FileGrants, [.. _files.Keys], [.. _files.Values], ref map);
        if (error != Errno.None)
        {
            Delete(maps);
            throw new DaemonException(
                error == Errno.E2BIG
                    ? $"map {map} is full: end agents that are no longer needed (telos status lists them)"
                    : $"map {map} refused a grant: {error}");
        }
    }

    public void Delete(GateMaps maps)
    {
        maps.ExecGrants.DeleteAll([.. _exec.Keys]);
        maps.Scripts.DeleteAll(ScriptKeys());
        maps.NetGrants.DeleteAll(NetKeys());
        maps.FileGrants.DeleteAll([.. _files.Keys]);
    }

    private static uint Narrower(in ExecGrant earlier, uint flags, uint arguments)
    {
        uint differing = (earlier.Flags ^ flags) & KernelAbi.TELOS_EXEC_LAUNCH;
        if (differing != 0)
        {
            return (flags & KernelAbi.TELOS_EXEC_LAUNCH) != 0 ? earlier.Arguments : arguments;
        }

        return earlier.Arguments != 0 ? earlier.Arguments : arguments;
    }

    private static Errno Set<TKey, TValue>(BpfMap<TKey, TValue> map, TKey[] keys, TValue[] values, ref string refusedBy)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        Errno error = map.TrySetAll(keys, values);
        if (error != Errno.None)
        {
            refusedBy = map.Handle.Name;
        }

        return error;
    }

    // Of two entries with one key the later counts, and it is deleted once.
    private NetKey[] NetKeys() => [.. _net.Select(entry => entry.Key)];

    private ScriptKey[] ScriptKeys() => [.. _scripts.Keys.Select(KeyOf)];

    private ScriptKey KeyOf((uint Part, string Text) part)
    {
        ScriptKey key = new() { AgentId = agentId, Generation = generation, Part = part.Part };
        Encoding.Latin1.GetBytes(part.Text, key.Text);
        return key;
    }

    private FileKey KeyOf(in FileId file) => new() { AgentId = agentId, Generation = generation, File = file };
}
