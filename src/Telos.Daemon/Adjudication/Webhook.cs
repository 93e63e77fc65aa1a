using System.Text.Json;
using Telos.Core.Adjudication;
using Telos.Core.Protocol;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>
/// Tells an address of the operator's that a person is asked. Nothing comes back by it, nothing waits for it, and without
/// it the person is asked all the same.
/// </summary>
internal sealed class Webhook : IDisposable
{
    private const int TimeoutMs = 5_000;

    private readonly Uri _address;
    private readonly Journal _journal;
    private readonly BoundedPost _post;
    private readonly ApprovalQueue _queue;
    private long _failures;

    public Webhook(Uri address, Journal journal, int timeoutMs = TimeoutMs)
    {
        (_address, _journal) = (address, journal);
        _post = new BoundedPost(timeoutMs);
        _queue = new ApprovalQueue(TellAsync);
    }

    public long Failures => Interlocked.Read(ref _failures);

    public void Tell(Approval approval)
    {
        if (!_queue.TryAdd(approval))
        {
            Fail(approval, "too many are waiting to be told");
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        _post.Dispose();
    }

    private async Task TellAsync(Approval approval)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            ApprovalText.Describe(approval, Clock.BootNs()), ProtocolJson.Default.ApprovalRecord);
        (byte[]? body, string cause) = await _post.SendAsync(_address, json).ConfigureAwait(false);
        if (body is null)
        {
            Fail(approval, cause);
        }
    }

    private void Fail(Approval approval, string cause)
    {
        Interlocked.Increment(ref _failures);
        _journal.Unreached("webhook", approval, cause);
    }
}
