namespace Telos.Core.Containers;

public enum ContainerCommandStatus
{
    Ok,

    /// <summary>It is no engine's, or an engine is not asked to run a container.</summary>
    StartsNoContainer,

    /// <summary>An option would make the container something else than an agent.</summary>
    Conflict,
}
