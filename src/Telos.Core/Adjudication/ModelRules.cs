namespace Telos.Core.Adjudication;

/// <summary>A model behind an OpenAI-compatible endpoint that answers escalations.</summary>
/// <param name="Endpoint">Before /v1/chat/completions.</param>
/// <param name="SocketPath">Where it listens when not by TCP.</param>
/// <param name="CallsPerHour">Of all agents together.</param>
/// <param name="DenialsKept">How many denials are remembered, each as long as the intent that was denied.</param>
public sealed record ModelRules(
    Uri Endpoint, string? SocketPath, string Name, int TimeoutMs, int CallsPerHour, int DenialsKept)
{
    public const int TimeoutMsDefault = 10_000;
    public const int TimeoutMsMin = 100;
    public const int TimeoutMsMax = 120_000;
    public const int CallsPerHourDefault = 60;
    public const int CallsPerHourMax = 10_000;
    public const int DenialsKeptDefault = 256;
    public const int DenialsKeptMax = 10_000;
}
