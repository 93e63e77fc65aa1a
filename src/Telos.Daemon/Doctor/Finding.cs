namespace Telos.Daemon.Doctor;

/// <summary>One thing that Telos needs of the machine.</summary>
/// <param name="Name">A word: kernel, lsm, cgroup, ...</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Mend">The command that mends it; null: nothing is to be done, or no command does.</param>
public sealed record Finding(string Name, FindingState State, string Detail, string? Mend = null);
