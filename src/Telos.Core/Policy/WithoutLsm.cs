namespace Telos.Core.Policy;

/// <summary>What the daemon does on a kernel that has no BPF LSM.</summary>
public enum WithoutLsm
{
    /// <summary>It does not start.</summary>
    Refuse,

    /// <summary>It holds the network, which needs cgroup programs alone, and says that nothing else is held.</summary>
    Network,
}
