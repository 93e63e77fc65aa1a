using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Telos.Client;

/// <summary>
/// Whoever asks by the line protocol, one call at a time. Each method of the protocol is a method here, generated from its
/// contract: the one blocks, so that the caller stays on its thread, the other does not. All throw <see cref="TelosException"/>.
/// </summary>
[RpcClient]
public abstract partial class RpcCaller
{
    private long _lastId;

    private protected RpcCaller()
    {
    }

    /// <summary>The line that answers this one.</summary>
    private protected abstract ReadOnlyMemory<byte> Exchange(byte[] request);

    private protected abstract Task<ReadOnlyMemory<byte>> ExchangeAsync(byte[] request, CancellationToken cancellation);

    private byte[] Encode(string method) => RpcText.Encode(++_lastId, method, null);

    private byte[] Encode<T>(string method, T parameters, JsonTypeInfo<T> type) =>
        RpcText.Encode(++_lastId, method, JsonSerializer.SerializeToElement(parameters, type));

    private TResult Call<TResult>(byte[] request) => RpcText.ResultOf<TResult>(Exchange(request), _lastId);

    private async Task<TResult> CallAsync<TResult>(byte[] request, CancellationToken cancellation) =>
        RpcText.ResultOf<TResult>(await ExchangeAsync(request, cancellation).ConfigureAwait(false), _lastId);
}
