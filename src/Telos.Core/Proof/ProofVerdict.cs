namespace Telos.Core.Proof;

/// <summary>What an attack showed.</summary>
public enum ProofVerdict
{
    /// <summary>It works outside, and the agent was refused it.</summary>
    Held,

    /// <summary>It shows nothing: it does not work outside either, or failed for the agent without a gate's word.</summary>
    Unproven,

    /// <summary>It worked for the agent.</summary>
    Escaped,

    /// <summary>This kernel has no such thing for anybody; it counts for nothing.</summary>
    Absent,
}
