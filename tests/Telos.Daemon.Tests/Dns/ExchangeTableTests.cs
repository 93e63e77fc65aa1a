using Telos.Core.Dns;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

/// <summary>The tables of questions under way against dictionaries, by random acts; the seed is in every message.</summary>
public sealed class ExchangeTableTests
{
    private const int Capacity = 256;
    private const int Acts = 50_000;

    [Fact]
    public void Tables_UnderRandomActs_AgreeWithDictionaries()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        ExchangeTable table = new(Capacity);
        FlightTable flights = new(table, 2 * Capacity);
        DueWheel wheel = new(table, nowMs: 0);
        Dictionary<(int Name, DnsType Type), int> known = [];
        Dictionary<int, (uint Generation, long DueMs, int Name, DnsType Type)> used = [];
        long now = 0;
        for (int act = 0; act < Acts; act++)
        {
            string where = $"seed {seed}, act {act}";
            (int number, DnsType type) = (random.Next(2 * Capacity), random.Next(2) == 0 ? DnsType.A : DnsType.AAAA);
            byte[] name = [3, (byte)'n', (byte)number, (byte)(number >> 8), 0];
            UpstreamQuestion question = new(name, type, dnssecOk: false, checkingDisabled: false);
            int found = table.Find(question);
            Assert.True(found == known.GetValueOrDefault((number, type), -1), where);
            if (found < 0)
            {
                int index = table.Add(question);
                Assert.True(index < 0 == (known.Count == Capacity), where);
                if (index >= 0)
                {
                    long due = now + random.Next(1, 9000);
                    Assert.True(known.TryAdd((number, type), index), where);
                    Assert.True(used.TryAdd(index, (table[index].Generation, due, number, type)), where);
                    (table[index].Socket, table[index].Id) = (random.Next(4), (ushort)index);
                    flights.Add(index);
                    wheel.Add(index, due);
                }
            }
            else if (random.Next(3) == 0)
            {
                Assert.True(flights.Find(table[found].Socket, table[found].Id) == found, where);
                End(found, (number, type));
                Assert.True(flights.Find(table[found].Socket, table[found].Id) < 0, where);
            }

            now += random.Next(12);
            for (int due = wheel.TakeDue(now); due >= 0; due = wheel.TakeDue(now))
            {
                Assert.True(used[due].DueMs <= now + 16, where);
                End(due, (used[due].Name, used[due].Type));
            }

            Assert.True(table.Count == known.Count && used.Values.All(left => left.DueMs > now - 16), where);
        }

        void End(int index, (int, DnsType) key)
        {
            wheel.Remove(index);
            flights.Remove(index);
            Assert.Equal(used[index].Generation, table[index].Generation);
            table.Remove(index);
            known.Remove(key);
            used.Remove(index);
        }
    }

    [Fact]
    public void Wheel_AfterALongPause_GivesNothingBeforeItsTime()
    {
        ExchangeTable table = new(4);
        DueWheel wheel = new(table, nowMs: 0);
        int index = table.Add(new UpstreamQuestion([0], DnsType.A, dnssecOk: false, checkingDisabled: false));
        wheel.Advance(1_000_000);
        wheel.Add(index, 1_000_800);
        Assert.Equal(-1, wheel.TakeDue(1_000_700));
        Assert.Equal(index, wheel.TakeDue(1_000_816));
    }

    [Fact]
    public void Wheel_AfterALongPause_GivesAllThatWasDue()
    {
        ExchangeTable table = new(4);
        DueWheel wheel = new(table, nowMs: 0);
        int first = table.Add(new UpstreamQuestion([0], DnsType.A, dnssecOk: false, checkingDisabled: false));
        int second = table.Add(new UpstreamQuestion([0], DnsType.AAAA, dnssecOk: false, checkingDisabled: false));
        wheel.Add(first, 100);
        wheel.Add(second, 9000);
        Assert.Equal([first, second], new[] { wheel.TakeDue(10_000_000), wheel.TakeDue(10_000_000) }.Order());
        Assert.Equal(-1, wheel.TakeDue(10_000_000));
    }
}
