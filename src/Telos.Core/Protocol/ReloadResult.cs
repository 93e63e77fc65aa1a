namespace Telos.Core.Protocol;

/// <summary>What another policy.yaml changed, a line for each change; those that wait for a restart say so.</summary>
public sealed record ReloadResult(string[] Changes);
