namespace Telos.Daemon.Doctor;

/// <summary>Whether Telos can work with it.</summary>
public enum FindingState
{
    Ok,

    /// <summary>It works, but not as well as it could, or not yet.</summary>
    Warning,

    Missing,
}
