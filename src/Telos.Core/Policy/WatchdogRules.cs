namespace Telos.Core.Policy;

/// <summary>When the daemon is taken for dead, and what the gates do then.</summary>
/// <param name="Stale">So long after its last pulse.</param>
/// <param name="Modes">Of agents that are started from now on.</param>
public sealed record WatchdogRules(TimeSpan Stale, FailModes Modes)
{
    /// <summary>There is a pulse twice a second; less than this would take a busy machine's daemon for dead.</summary>
    public static readonly TimeSpan StaleMin = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan StaleMax = TimeSpan.FromMinutes(10);

    public static WatchdogRules Default { get; } = new(TimeSpan.FromSeconds(30), FailModes.Default);
}
