using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>The words grant nothing, or more than may be granted; the details say each refusal with its reason.</summary>
public sealed class IntentRefusedException(RpcError error) : TelosException(error);
