namespace Telos.Core.Protocol;

/// <summary>Where a method is served.</summary>
public enum RpcSocket
{
    Agent,
    Control,
}
