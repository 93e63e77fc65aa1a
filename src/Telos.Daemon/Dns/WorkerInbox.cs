using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.ObjectPool;
using Telos.Core.Dns;
using Telos.Linux;

namespace Telos.Daemon.Dns;

/// <summary>
/// What other threads have for one worker. The worker waits for <see cref="Wake"/>, clears it, and takes until there is
/// nothing. Disposed after everything that submits.
/// </summary>
internal sealed class WorkerInbox(int messagesMax = WorkerInbox.MessagesMax) : IDisposable
{
    public const int MessagesMax = 16384;

    private readonly ConcurrentQueue<InboxMessage> _messages = new();
    private readonly ObjectPool<InboxMessage> _pool =
        new DefaultObjectPool<InboxMessage>(new DefaultPooledObjectPolicy<InboxMessage>());

    private int _count;
    private int _awake;

    public EventFd Wake { get; } = EventFd.Create();

    /// <summary>False when half of the room is taken: the other half is for answers that queries wait for.</summary>
    public bool TrySubmitQuery(StreamClient client, int scope, ReadOnlySpan<byte> message)
    {
        Debug.Assert(message.Length <= DnsLimits.MessageLengthMax);
        if (!TryReserve(messagesMax / 2))
        {
            return false;
        }

        InboxMessage taken = _pool.Get();
        taken.SetQuery(client, scope, message);
        Enqueue(taken);
        return true;
    }

    /// <summary>False when the inbox is full.</summary>
    public bool TrySubmitAnswer(int exchange, uint generation, ReadOnlySpan<byte> response)
    {
        Debug.Assert(response.Length <= DnsLimits.MessageLengthMax);
        return TrySubmitOutcome(InboxKind.Answer, exchange, generation, response);
    }

    /// <summary>False when the inbox is full.</summary>
    public bool TrySubmitFailure(int exchange, uint generation) =>
        TrySubmitOutcome(InboxKind.Failure, exchange, generation, default);

    /// <summary>Only for the worker. False means that the next message will signal <see cref="Wake"/>.</summary>
    public bool TryTake(out InboxMessage? message)
    {
        if (!_messages.TryDequeue(out message))
        {
            // A full barrier, as the producer's is: one of both sides sees what the other wrote.
            _ = Interlocked.Exchange(ref _awake, 0);
            if (!_messages.TryDequeue(out message))
            {
                return false;
            }
        }

        _ = Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Only for the worker, once it is done with a message.</summary>
    public void Return(InboxMessage message)
    {
        message.Clear();
        _pool.Return(message);
    }

    public void Dispose()
    {
        while (TryTake(out InboxMessage? message))
        {
            Return(message!);
        }

        Wake.Dispose();
    }

    private bool TrySubmitOutcome(InboxKind kind, int exchange, uint generation, ReadOnlySpan<byte> response)
    {
        if (!TryReserve(messagesMax))
        {
            return false;
        }

        InboxMessage taken = _pool.Get();
        taken.SetOutcome(kind, exchange, generation, response);
        Enqueue(taken);
        return true;
    }

    private bool TryReserve(int countMax)
    {
        int count = Volatile.Read(ref _count);
        while (count < countMax)
        {
            int seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    private void Enqueue(InboxMessage message)
    {
        _messages.Enqueue(message);
        if (Interlocked.Exchange(ref _awake, 1) == 0)
        {
            Wake.Signal();
        }
    }
}
