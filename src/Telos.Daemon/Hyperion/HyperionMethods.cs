using Telos.Core.Protocol;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Hyperion;

/// <summary>What control.sock answers about Hyperion.</summary>
internal sealed class HyperionMethods(BlockDesk desk)
{
    public static bool Has(string method) => method is Methods.HyperionList or Methods.HyperionBlock
        or Methods.HyperionUnblock or Methods.HyperionAttach or Methods.HyperionDetach;

    /// <exception cref="DaemonException">Why an interface cannot be filtered.</exception>
    public RpcResponse Serve(Peer peer, RpcRequest request) => request.Method switch
    {
        Methods.HyperionBlock => Block(peer, request),
        Methods.HyperionUnblock => Unblock(peer, request),
        Methods.HyperionAttach or Methods.HyperionDetach => Filter(peer, request),
        _ => Rpc.Reply(request.Id, desk.List(), ProtocolJson.Default.BlockListResult),
    };

    private RpcResponse Block(Peer peer, RpcRequest request)
    {
        string error = "hyperion_block needs ip and may have ttl and reason";
        return Rpc.TryParams(request, ProtocolJson.Default.BlockParams, out BlockParams? wish)
            && desk.Block(wish!, BlockReason.Operator, peer.Credentials, out error) is BlockResult result
            ? Rpc.Reply(request.Id, result, ProtocolJson.Default.BlockResult)
            : Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, error);
    }

    private RpcResponse Unblock(Peer peer, RpcRequest request)
    {
        string error = "hyperion_unblock needs ip";
        return Rpc.TryParams(request, ProtocolJson.Default.UnblockParams, out UnblockParams? wish)
            && desk.Unblock(wish!, reason: null, peer.Credentials, out error) is UnblockResult result
            ? Rpc.Reply(request.Id, result, ProtocolJson.Default.UnblockResult)
            : Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, error);
    }

    private RpcResponse Filter(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.InterfaceParams, out InterfaceParams? named))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, $"{request.Method} needs interface");
        }

        InterfaceResult result = request.Method == Methods.HyperionAttach
            ? desk.Attach(named!, peer.Credentials)
            : desk.Detach(named!, peer.Credentials);
        return Rpc.Reply(request.Id, result, ProtocolJson.Default.InterfaceResult);
    }
}
