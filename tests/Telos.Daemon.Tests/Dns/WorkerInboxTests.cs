using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public class WorkerInboxTests
{
    [Fact]
    public void TrySubmit_EveryKind_IsTakenAsItWasGiven()
    {
        using WorkerInbox inbox = new();
        NobodyClient client = new();

        Assert.True(inbox.TrySubmitQuery(client, 7, [1, 2, 3]));
        Assert.True(inbox.TrySubmitAnswer(41, 42, [4, 5]));
        Assert.True(inbox.TrySubmitFailure(43, 44));

        InboxMessage query = Take(inbox);
        Assert.Equal((InboxKind.Query, client, 7), (query.Kind, query.Client, query.Scope));
        Assert.Equal([1, 2, 3], query.Message.ToArray());
        inbox.Return(query);
        InboxMessage answer = Take(inbox);
        Assert.Equal((InboxKind.Answer, 41, 42u), (answer.Kind, answer.Exchange, answer.Generation));
        Assert.Equal([4, 5], answer.Message.ToArray());
        Assert.Null(answer.Client);
        inbox.Return(answer);
        InboxMessage failure = Take(inbox);
        Assert.Equal((InboxKind.Failure, 43, 44u), (failure.Kind, failure.Exchange, failure.Generation));
        Assert.True(failure.Message.IsEmpty);
        Assert.False(inbox.TryTake(out _));
    }

    [Fact]
    public void Wake_ManyMessages_IsSignalledOnceUntilTheInboxIsEmpty()
    {
        using WorkerInbox inbox = new();
        _ = inbox.TryTake(out _);

        Assert.True(inbox.TrySubmitFailure(1, 1));
        Assert.True(inbox.TrySubmitFailure(2, 1));
        Assert.Equal(1, WakeCount(inbox));

        inbox.Wake.Clear();
        inbox.Return(Take(inbox));
        Assert.True(inbox.TrySubmitFailure(3, 1));
        Assert.Equal(0, WakeCount(inbox));

        inbox.Return(Take(inbox));
        inbox.Return(Take(inbox));
        Assert.False(inbox.TryTake(out _));
        Assert.True(inbox.TrySubmitFailure(4, 1));
        Assert.Equal(1, WakeCount(inbox));
    }

    [Fact]
    public void TrySubmit_Full_QueriesEndAtHalf()
    {
        using WorkerInbox inbox = new(messagesMax: 4);
        NobodyClient client = new();

        Assert.True(inbox.TrySubmitQuery(client, 0, [1]));
        Assert.True(inbox.TrySubmitQuery(client, 0, [2]));
        Assert.False(inbox.TrySubmitQuery(client, 0, [3]));
        Assert.True(inbox.TrySubmitAnswer(1, 1, [4]));
        Assert.True(inbox.TrySubmitFailure(2, 1));
        Assert.False(inbox.TrySubmitFailure(3, 1));

        inbox.Return(Take(inbox));
        Assert.True(inbox.TrySubmitFailure(3, 1));
    }

    [Fact]
    public void TryTake_SleepingByWakeAlone_MissesNothing()
    {
        const int Producers = 4;
        const int Each = 50_000;
        using WorkerInbox inbox = new();
        Thread[] threads =
        [
            .. Enumerable.Range(0, Producers).Select(
                producer => new Thread(() => Produce(inbox, producer, Each)) { IsBackground = true }),
        ];
        Array.ForEach(threads, thread => thread.Start());

        int taken = 0;
        int[] next = new int[Producers];
        while (taken < Producers * Each)
        {
            Assert.True(SpinWait.SpinUntil(() => WakeCount(inbox) > 0, TimeSpan.FromSeconds(20)), $"asleep after {taken}");
            inbox.Wake.Clear();
            while (inbox.TryTake(out InboxMessage? message))
            {
                Assert.Equal((uint)next[message!.Exchange]++, message.Generation);
                inbox.Return(message);
                taken++;
            }
        }

        Array.ForEach(threads, thread => thread.Join());
    }

    private static void Produce(WorkerInbox inbox, int producer, int count)
    {
        for (uint i = 0; i < count; i++)
        {
            while (!inbox.TrySubmitFailure(producer, i))
            {
                Thread.Yield();
            }
        }
    }

    private static InboxMessage Take(WorkerInbox inbox)
    {
        Assert.True(inbox.TryTake(out InboxMessage? message));
        return message!;
    }

    // As the kernel tells it (fs/eventfd.c, eventfd_show_fdinfo), in hexadecimal.
    private static int WakeCount(WorkerInbox inbox) => File.ReadLines($"/proc/self/fdinfo/{inbox.Wake.DangerousGetHandle()}")
        .Where(line => line.StartsWith("eventfd-count:", StringComparison.Ordinal))
        .Select(line => Convert.ToInt32(line.Split(':')[1].Trim(), 16))
        .Single();

    private sealed class NobodyClient : StreamClient
    {
        public override void Reply(ReadOnlySpan<byte> message)
        {
        }
    }
}
