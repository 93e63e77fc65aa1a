using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;

namespace Telos.Cli.Wire;

/// <summary>One connection to the daemon. Blocking, so that the caller stays on its thread.</summary>
internal sealed class RpcClient : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;
    private long _lastId;

    private RpcClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream);
    }

    /// <exception cref="VerbException">Nobody listens, or somebody of another protocol.</exception>
    public static RpcClient Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw error.SocketErrorCode == SocketError.AccessDenied
                ? new VerbException(ExitCode.NotRoot, $"may not connect to {path}: run it as root")
                : new VerbException(ExitCode.NoDaemon, $"no daemon answers on {path}: start it with telos start (as root)");
        }

        RpcClient client = new(socket);
        Greeting? greeting = Parse(client.ReadLine(), ProtocolJson.Default.Greeting);
        if (greeting?.Telos != ProtocolLimits.Version)
        {
            client.Dispose();
            throw new VerbException(ExitCode.NoDaemon,
                $"the daemon on {path} speaks protocol {greeting?.Telos}, this telos {ProtocolLimits.Version}: "
                + "use the same version");
        }

        return client;
    }

    /// <exception cref="VerbException">The daemon refused, with its reason, or is gone.</exception>
    public TResult Call<TParams, TResult>(
        string method, TParams parameters, JsonTypeInfo<TParams> parametersType, JsonTypeInfo<TResult> resultType)
        where TResult : class
    {
        JsonElement element = JsonSerializer.SerializeToElement(parameters, parametersType);
        return Call(new RpcRequest(RpcResponse.JsonRpcVersion, ++_lastId, method, element), resultType);
    }

    public TResult Call<TResult>(string method, JsonTypeInfo<TResult> resultType)
        where TResult : class => Call(new RpcRequest(RpcResponse.JsonRpcVersion, ++_lastId, method, null), resultType);

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private TResult Call<TResult>(RpcRequest request, JsonTypeInfo<TResult> resultType)
        where TResult : class
    {
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.RpcRequest);
        if (message.Length >= ProtocolLimits.LineBytesMax)
        {
            throw new VerbException(ExitCode.Usage,
                $"the request is {message.Length} bytes, more than {ProtocolLimits.LineBytesMax}: say it shorter");
        }

        try
        {
            _stream.Write([.. message, (byte)'\n']);
        }
        catch (IOException)
        {
            throw Gone();
        }

        RpcResponse response = Parse(ReadLine(), ProtocolJson.Default.RpcResponse) ?? throw Gone();
        if (response.Error is RpcError error)
        {
            throw new VerbException(
                ExitCodeOf(error.Code), error.Message,
                [.. error.Details ?? [], .. (error.Approvals ?? []).Select(ApprovalLines.ForAgent)]);
        }

        return response.Result?.Deserialize(resultType) ?? throw Gone();
    }

    private string ReadLine()
    {
        try
        {
            return _reader.ReadLine() ?? throw Gone();
        }
        catch (IOException)
        {
            throw Gone();
        }
    }

    private static T? Parse<T>(string line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static VerbException Gone() =>
        new(ExitCode.NoDaemon, "the daemon closed the connection: telos status says whether it still runs");

    private static int ExitCodeOf(RpcErrorCode code) => code switch
    {
        RpcErrorCode.IntentRefused => ExitCode.IntentRefused,
        RpcErrorCode.RootOnly => ExitCode.NotRoot,
        _ => ExitCode.Failed,
    };
}
