using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>This process is held by nothing: it was not started by <c>telos run</c>.</summary>
public sealed class NotAnAgentException(RpcError error) : TelosException(error);
