namespace Telos.Core.Protocol;

/// <summary>What whoever is about to become an agent does first.</summary>
/// <param name="OwnMounts">Leaves the mount namespace of all others, if it may: decoys are put in place of files there.</param>
public sealed record LaunchResult(bool OwnMounts);
