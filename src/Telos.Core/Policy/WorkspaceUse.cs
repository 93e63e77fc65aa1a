namespace Telos.Core.Policy;

/// <summary>The most that an intent may do in its workspace, each with what stands before it.</summary>
public enum WorkspaceUse
{
    None,
    Write,

    /// <summary>To run what was written there, too.</summary>
    Build,
}
