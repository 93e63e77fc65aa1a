using System.Text.Json.Serialization;

namespace Telos.Core.Protocol;

/// <summary>How the daemon does by its slowest part, and what gates of new agents do when it stands still for too long.</summary>
/// <param name="AgeMs">So long ago that part last got on.</param>
/// <param name="StaleMs">When it is older the gates take the daemon for dead.</param>
/// <param name="Exec">closed, hold or open, as the others.</param>
public sealed record PulseReport(long AgeMs, long StaleMs, string Exec, string Network, string File)
{
    /// <summary>The gates take the daemon for dead.</summary>
    [JsonIgnore]
    public bool IsStale => AgeMs >= StaleMs;
}
