using Telos.Core.Abi;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Gates;

/// <summary>
/// An array of the kernel's with one slot an agent, which the gates find without hashing: its number modulo the slots.
/// An entry says whose it is; 0: nobody's. Only the daemon adds and takes out.
/// </summary>
internal sealed class AgentSlots<TValue>(BpfMap<uint, TValue> map, Func<TValue, uint> ownerOf)
    where TValue : unmanaged
{
    private const uint Slots = KernelAbi.TELOS_AGENTS_MAX;

    private readonly Lock _lock = new();
    private HashSet<uint>? _owners;

    public bool TryGet(uint agentId, out TValue value) =>
        map.TryGet(agentId % Slots, out value) && agentId != 0 && ownerOf(value) == agentId;

    /// <summary>False: another agent has the slot.</summary>
    public bool IsFree(uint agentId) => !map.TryGet(agentId % Slots, out TValue value) || ownerOf(value) == 0;

    /// <summary>The value names its agent, who has the slot already or finds it free.</summary>
    public void Set(in TValue value)
    {
        lock (_lock)
        {
            uint agentId = ownerOf(value);
            if (!TryGet(agentId, out _) && !IsFree(agentId))
            {
                throw new DaemonException($"agent {agentId} cannot be added: another one has its slot");
            }

            map.Set(agentId % Slots, value);
            _owners?.Add(agentId);
        }
    }

    public void Delete(uint agentId)
    {
        lock (_lock)
        {
            if (TryGet(agentId, out _))
            {
                map.Set(agentId % Slots, default);
                _owners?.Remove(agentId);
            }
        }
    }

    /// <summary>The agents that have an entry. An earlier daemon's are looked for once.</summary>
    public IReadOnlyCollection<uint> Keys()
    {
        lock (_lock)
        {
            if (_owners is null)
            {
                _owners = [];
                for (uint slot = 0; slot < Slots; slot++)
                {
                    if (map.TryGet(slot, out TValue value) && ownerOf(value) != 0)
                    {
                        _owners.Add(ownerOf(value));
                    }
                }
            }

            return [.. _owners];
        }
    }
}
