namespace Telos.Client;

/// <summary>Whoever asks from inside of the daemon, for a client of its: without a socket in between.</summary>
/// <param name="answer">The answer to one line, each without its end.</param>
public sealed class InnerCaller(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer) : RpcCaller
{
    private protected override ReadOnlyMemory<byte> Exchange(byte[] request) => answer(request.AsMemory(..^1));

    private protected override Task<ReadOnlyMemory<byte>> ExchangeAsync(byte[] request, CancellationToken cancellation) =>
        Task.FromResult(Exchange(request));
}
