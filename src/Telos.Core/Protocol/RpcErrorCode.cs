namespace Telos.Core.Protocol;

/// <summary>JSON-RPC 2.0 section 5.1, then our own from -32001 down.</summary>
public enum RpcErrorCode
{
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    IntentRefused = -32001,
    NotAnAgent = -32002,
    AlreadyAnAgent = -32003,
    RootOnly = -32004,
    AgentsRunning = -32005,
    KernelRefused = -32006,
    PeerGone = -32007,
    NotPending = -32008,
    PolicyFileRefused = -32009,
    TooMany = -32010,
}
