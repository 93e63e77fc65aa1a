namespace Telos.Core.Protocol;

/// <param name="Token">For TELOS_BROWSER_TOKEN in the environment of the browser that this agent drives.</param>
public sealed record BrowserTokenResult(uint AgentId, string Token, long TtlMs);
