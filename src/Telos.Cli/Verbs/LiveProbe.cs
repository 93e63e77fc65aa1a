namespace Telos.Cli.Verbs;

/// <summary>What a part beside the gates did a moment ago.</summary>
/// <param name="Part">names or xdp.</param>
/// <param name="Act">What it was asked to do.</param>
internal sealed record LiveProbe(string Part, string Act, bool Holds, string Seen)
{
    /// <summary>It holds only if the part's own count rose too.</summary>
    public LiveProbe IfCounted(bool isCounted) => isCounted ? this : this with { Holds = false, Seen = $"{Seen}, not counted" };
}
