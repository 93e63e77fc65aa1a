namespace Telos.Core.Protocol;

/// <summary>One thing more beside the intent in force, in words: "run jq", "reach example.com".</summary>
public sealed record RequestParams(string Wish);
