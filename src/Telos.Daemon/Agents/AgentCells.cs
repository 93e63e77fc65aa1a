using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Agents;

/// <summary>
/// The agents' taint in the kernel's maps: states, the cells that joined agents share, and the objects that carry
/// taint on. Only the kernel joins; here entries are made, read, raised and taken out.
/// </summary>
internal sealed class AgentCells(GateMaps maps)
{
    private uint? _cleanAt;

    /// <summary>An agent that starts with a descriptor which another agent has, or reads from a labelled file.</summary>
    public void Add(uint id, Taint taint, uint cell)
    {
        maps.AgentStates.Set(new AgentState { AgentId = id, Taint = taint, Cell = cell });
        Raise(id, taint);
    }

    public AgentState StateOf(uint id)
    {
        AgentState state = maps.StateMemory[id % maps.StateMemory.Length];
        return id != 0 && state.AgentId == id ? state : default;
    }

    /// <summary>The taint of the agent's cell; CRITICAL when the cell cannot be found, as the gates have it.</summary>
    public Taint TaintOf(uint id)
    {
        uint cell = RootOf(id);
        AgentState state = StateOf(cell);
        if (state.AgentId != 0 && state.Cell == 0)
        {
            return state.Taint;
        }

        return cell == id ? Taint.Clean : Taint.Critical;
    }

    /// <summary>
    /// Raises an agent's taint and its cell's, as the gates do (raise_taint in bpf/taint.h): an agent that is joined to a cell
    /// meanwhile lends it what it sees of this, or this sees the cell the second time.
    /// </summary>
    /// <returns>Whether anything rose.</returns>
    public bool Raise(uint id, Taint level)
    {
        bool rose = RaiseState(RootOf(id), level);
        rose |= RaiseState(id, level);
        return RaiseState(RootOf(id), level) || rose;
    }

    /// <summary>The agent that the cell of this one is called by: the last of its chain.</summary>
    public uint RootOf(uint id)
    {
        uint last = id;
        for (int i = 1; i < KernelAbi.TELOS_CELL_STEPS_MAX && StateOf(last).Cell is > 0 and uint next; i++)
        {
            last = next;
        }

        return last;
    }

    /// <summary>Whether anything is left that could taint an agent which opens it.</summary>
    public bool HasTaintedObjects()
    {
        // Looking through the kernel's table takes long. One that was clean is so until an object is tainted.
        maps.ObjectsNoted.TryGet(KernelAbi.TELOS_NOTED_TAINTED, out uint tainted);
        if (_cleanAt == tainted)
        {
            return false;
        }

        foreach (FileId key in maps.Objects.Keys())
        {
            if (maps.Objects.TryGet(key, out SharedObject found) && found.Taint > Taint.Clean)
            {
                return true;
            }
        }

        _cleanAt = tainted;
        return false;
    }

    /// <summary>The daemon itself has put objects there, which nobody counts.</summary>
    public void Added() => _cleanAt = null;

    /// <summary>
    /// After the agent's end. What it shared is shared by another of its cell from now on; when there is none, it keeps the
    /// cell's taint and nothing else. Its state stays as long as another's cell leads through it.
    /// </summary>
    public void Remove(uint id, IReadOnlyCollection<uint> living)
    {
        Taint taint = TaintOf(id);
        uint cell = RootOf(id);
        uint heir = living.FirstOrDefault(other => other != id && RootOf(other) == cell);
        foreach (FileId key in maps.Objects.Keys().ToArray())
        {
            // What the gates delete meanwhile does not come back: only what exists is set.
            if (!maps.Objects.TryGet(key, out SharedObject shared) || shared.AgentId != id)
            {
                continue;
            }

            Taint kept = shared.Taint > taint ? shared.Taint : taint;
            if (heir != 0)
            {
                maps.Objects.TrySet(key, new SharedObject { AgentId = heir, Taint = shared.Taint }, UpdateMode.Exist);
            }
            else if (kept == Taint.Clean)
            {
                maps.Objects.Delete(key);
            }
            else
            {
                maps.Objects.TrySet(key, new SharedObject { Taint = kept }, UpdateMode.Exist);
                Added();
            }
        }

        RemoveUnusedStates(living);
    }

    private bool RaiseState(uint id, Taint level)
    {
        ref AgentState state = ref maps.StateMemory[id % maps.StateMemory.Length];
        Taint seen = Volatile.Read(ref state.AgentId) == id ? state.Taint : Taint.Critical;
        while (seen < level)
        {
            Taint before = Interlocked.CompareExchange(ref state.Taint, level, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    // The agent, then those that its cell leads through; the last one is the cell's, if the chain has an end.
    private IEnumerable<uint> Chain(uint id)
    {
        for (int i = 0; i < KernelAbi.TELOS_CELL_STEPS_MAX && id != 0; i++)
        {
            yield return id;
            id = StateOf(id).Cell;
        }
    }

    private void RemoveUnusedStates(IReadOnlyCollection<uint> living)
    {
        HashSet<uint> used = [.. living.SelectMany(Chain)];
        foreach (uint unused in maps.AgentStates.Keys().Where(id => !used.Contains(id)).ToArray())
        {
            maps.AgentStates.Delete(unused);
        }
    }
}
