using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class CacheRingTests
{
    private readonly CacheRing _ring = new(new byte[128], start: 32, size: 64, countMax: 9);

    [Fact]
    public void Take_ThatDoesNotFitBeforeTheEnd_BeginsAnewAndLeavesAFiller()
    {
        Assert.Equal(32, Write(id: 1, room: 24));
        Assert.Equal(56, Write(id: 2, room: 24));
        Assert.False(_ring.Fits(24));
        Assert.True(_ring.Fits(16));
        Assert.Equal((32, 1), GiveUp());
        Assert.True(_ring.Fits(24));
        Assert.False(_ring.Fits(32));
        Assert.Equal(32, Write(id: 3, room: 24));
        Assert.False(_ring.Fits(8));
        Assert.Equal((56, 2), GiveUp());
        Assert.Equal((80, CacheRing.NoEntry), GiveUp());
        Assert.Equal((32, 3), GiveUp());
    }

    [Fact]
    public void Take_ThatEndsAtTheEnd_NeedsNoFiller()
    {
        Assert.Equal(32, Write(id: 1, room: 32));
        Assert.Equal(64, Write(id: 2, room: 32));
        Assert.False(_ring.Fits(8));
        Assert.Equal((32, 1), GiveUp());
        Assert.Equal(32, Write(id: 3, room: 32));
        Assert.Equal((64, 2), GiveUp());
        Assert.Equal((32, 3), GiveUp());
    }

    [Fact]
    public void Take_OfWhatWasJustGivenUp_AlwaysHasRoom()
    {
        Random random = new(1);
        for (int id = 0; id < 20_000; id++)
        {
            int room = 8 * random.Next(1, 5);
            while (!_ring.Fits(room))
            {
                int offset = GiveUp().Offset;
                if (random.Next(3) == 0 && _lengths.TryGetValue(offset, out int length))
                {
                    Assert.True(_ring.Fits(length));
                    Write(id: -2, length);
                }
            }

            int at = Write(id, room);
            Assert.InRange(at, 32, 96 - room);
        }
    }

    private readonly Dictionary<int, int> _lengths = [];

    private int Write(int id, int room)
    {
        int offset = _ring.Take(room);
        _ring.WriteHeader(offset, id, room);
        _lengths[offset] = room;
        return offset;
    }

    private (int Offset, int Id) GiveUp()
    {
        int offset = _ring.GiveUp(out int id);
        return (offset, id);
    }
}
