namespace Telos.Core.Protocol;

public sealed record DeclareParams(string Intent, long? TtlMs = null);
