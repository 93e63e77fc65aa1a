using System.Threading.Channels;
using Telos.Core.Adjudication;

namespace Telos.Daemon.Adjudication;

/// <summary>Approvals that somebody is to be told of or asked about, one after the other, beside all else.</summary>
internal sealed class ApprovalQueue : IDisposable
{
    private const int WaitingMax = 64;

    private readonly Channel<Approval> _waiting = Channel.CreateBounded<Approval>(WaitingMax);
    private volatile bool _disposed;

    public ApprovalQueue(Func<Approval, Task> serve) => _ = Task.Run(() => ServeAsync(serve)).ContinueWith(
        OnFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>False: too many are waiting.</summary>
    public bool TryAdd(Approval approval) => _waiting.Writer.TryWrite(approval);

    public void Dispose()
    {
        _disposed = true;
        _waiting.Writer.TryComplete();
    }

    private async Task ServeAsync(Func<Approval, Task> serve)
    {
        await foreach (Approval approval in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_disposed)
            {
                return;
            }

            await serve(approval).ConfigureAwait(false);
        }
    }

    // Our defect: nobody would be asked any more. While the daemon is taken down, what is served may meet what is
    // disposed already.
    private void OnFault(Task served)
    {
        if (!_disposed)
        {
            Environment.FailFast($"asking about an approval failed: {served.Exception}", served.Exception);
        }
    }
}
