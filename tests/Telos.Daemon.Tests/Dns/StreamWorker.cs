using System.Collections.Concurrent;
using Telos.Daemon.Dns;

namespace Telos.Daemon.Tests.Dns;

/// <summary>Takes from an inbox as a worker does, and answers queries when it is told to, or at once.</summary>
internal sealed class StreamWorker : IDisposable
{
    private readonly Thread _thread;
    private readonly Func<byte[], byte[]?> _answer;
    private volatile bool _stopped;

    /// <param name="answer">Null withholds the answer.</param>
    public StreamWorker(Func<byte[], byte[]?> answer, int messagesMax = WorkerInbox.MessagesMax)
    {
        _answer = answer;
        Inbox = new WorkerInbox(messagesMax);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public WorkerInbox Inbox { get; }

    /// <summary>Queries whose answer was withheld.</summary>
    public BlockingCollection<(StreamClient Client, byte[] Query)> Withheld { get; } = [];

    /// <summary>Null is a failure.</summary>
    public BlockingCollection<(int Exchange, uint Generation, byte[]? Response)> Outcomes { get; } = [];

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
        Inbox.Dispose();
        Withheld.Dispose();
        Outcomes.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            Inbox.Wake.Clear();
            while (Inbox.TryTake(out InboxMessage? message))
            {
                Handle(message!);
                Inbox.Return(message!);
            }

            Thread.Sleep(1);
        }
    }

    private void Handle(InboxMessage message)
    {
        if (message.Kind != InboxKind.Query)
        {
            byte[]? response = message.Kind == InboxKind.Answer ? message.Message.ToArray() : null;
            Outcomes.Add((message.Exchange, message.Generation, response));
            return;
        }

        byte[] query = message.Message.ToArray();
        if (_answer(query) is byte[] answer)
        {
            message.Client!.Reply(answer);
        }
        else
        {
            Withheld.Add((message.Client!, query));
        }
    }
}
