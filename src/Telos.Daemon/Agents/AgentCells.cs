using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Agents;

/// <summary>
/// The agents' taint in the kernel's maps: states, the cells that joined agents share, and the objects that carry
/// taint on. Only the kernel raises and joins; here entries are made, read and taken out.
/// </summary>
internal sealed class AgentCells(GateMaps maps)
{
    /// <summary>An agent that starts with a descriptor which another agent has, or reads from a labelled file.</summary>
    public void Add(uint id, Taint taint, uint cell) =>
        maps.AgentStates.Set(new AgentState { AgentId = id, Taint = taint, Cell = cell });

    public AgentState StateOf(uint id) => maps.AgentStates.TryGet(id, out AgentState state) ? state : default;

    /// <summary>The taint of the agent's cell; CRITICAL when the cell cannot be found, as the gates have it.</summary>
    public Taint TaintOf(uint id)
    {
        AgentState own = StateOf(id);
        AgentState state = own;
        for (int i = 0; i < KernelAbi.TELOS_CELL_STEPS_MAX; i++)
        {
            if (state.Cell == 0)
            {
                return state.Taint;
            }

            if (!maps.AgentStates.TryGet(state.Cell, out state))
            {
                break;
            }
        }

        return own.Cell == 0 ? own.Taint : Taint.Critical;
    }

    /// <summary>Whether anything is left that could taint an agent which opens it.</summary>
    public bool HasTaintedObjects() =>
        maps.Objects.Keys().Any(key => maps.Objects.TryGet(key, out SharedObject found) && found.Taint > Taint.Clean);

    /// <summary>
    /// After the agent's end. What it shared is shared by another of its cell from now on; when there is none, it keeps the
    /// cell's taint and nothing else. Its state stays as long as another's cell leads through it.
    /// </summary>
    public void Remove(uint id, IReadOnlyCollection<uint> living)
    {
        Taint taint = TaintOf(id);
        uint cell = CellOf(id);
        uint heir = living.FirstOrDefault(other => other != id && CellOf(other) == cell);
        foreach (FileId key in maps.Objects.Keys().ToArray())
        {
            if (!maps.Objects.TryGet(key, out SharedObject shared) || shared.AgentId != id)
            {
                continue;
            }

            // What was deleted meanwhile does not come back.
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
            }
        }

        RemoveUnusedStates(living);
    }

    // The agent at the end of the chain, as far as there is one.
    private uint CellOf(uint id)
    {
        for (int i = 0; i < KernelAbi.TELOS_CELL_STEPS_MAX && StateOf(id).Cell is not 0 and uint next; i++)
        {
            id = next;
        }

        return id;
    }

    private void RemoveUnusedStates(IReadOnlyCollection<uint> living)
    {
        HashSet<uint> used = [.. living];
        foreach (uint id in living)
        {
            uint cell = StateOf(id).Cell;
            for (int i = 0; i < KernelAbi.TELOS_CELL_STEPS_MAX && cell != 0; i++)
            {
                used.Add(cell);
                cell = StateOf(cell).Cell;
            }
        }

        foreach (uint unused in maps.AgentStates.Keys().Where(id => !used.Contains(id)).ToArray())
        {
            maps.AgentStates.Delete(unused);
        }
    }
}
