using Telos.Core.Protocol;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Hyperion;

/// <summary>What control.sock answers about Hyperion.</summary>
[RpcDispatch]
internal sealed partial class HyperionMethods(BlockDesk desk)
{
    [RpcMethod(Methods.HyperionList)]
    private Answer<BlockListResult> List() => desk.List();

    [RpcMethod(Methods.HyperionProbe)]
    private Answer<ProbeResult> Probe() => desk.Probe();

    [RpcMethod(Methods.HyperionBlock, Needs = "hyperion_block needs ip and may have ttl and reason")]
    private Answer<BlockResult> Block(Peer peer, BlockParams wish) =>
        desk.Block(wish, BlockReason.Operator, peer.Credentials, out string error) is BlockResult result
            ? result
            : new RpcError(RpcErrorCode.InvalidParams, error);

    [RpcMethod(Methods.HyperionUnblock, Needs = "hyperion_unblock needs ip")]
    private Answer<UnblockResult> Unblock(Peer peer, UnblockParams wish) =>
        desk.Unblock(wish, reason: null, peer.Credentials, out string error) is UnblockResult result
            ? result
            : new RpcError(RpcErrorCode.InvalidParams, error);

    /// <exception cref="DaemonException">Why the interface cannot be filtered.</exception>
    [RpcMethod(Methods.HyperionAttach, Needs = "hyperion_attach needs interface")]
    private Answer<InterfaceResult> Attach(Peer peer, InterfaceParams named) => desk.Attach(named, peer.Credentials);

    [RpcMethod(Methods.HyperionDetach, Needs = "hyperion_detach needs interface")]
    private Answer<InterfaceResult> Detach(Peer peer, InterfaceParams named) => desk.Detach(named, peer.Credentials);
}
