using System.Text;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class NameSetTests
{
    private const int Million = 1_000_000;
    private static readonly HashKey s_key = new(0x243F6A8885A308D3, 0x13198A2E03707344);

    [Theory]
    [InlineData("evil.com", 0)]
    [InlineData("www.evil.com", 4)]
    [InlineData("a.b.c.evil.com", 6)]
    [InlineData("notevil.com", -1)]
    [InlineData("evil.com.org", -1)]
    [InlineData("com", -1)]
    [InlineData("evil", -1)]
    [InlineData("", -1)]
    [InlineData("a.deep.listed.example.org", 2)]
    [InlineData("listed.example.org", -1)]
    [InlineData("x.tld", 2)]
    public void TryMatch_NameOrAParent_IsFoundWhereItBegins(string name, int offset)
    {
        NameSet names = Read("evil.com\n*.deep.listed.example.org\r\n# com\nTLD");

        Assert.Equal(offset >= 0, names.TryMatch(WireName.Of(name), out int matched));
        Assert.Equal(offset, matched);
    }

    [Fact]
    public void TryMatch_NameAndParentListed_FindsTheParent()
    {
        NameSet names = Read("www.evil.com\nevil.com\n");

        Assert.True(names.TryMatch(WireName.Of("www.evil.com"), out int matched));
        Assert.Equal(4, matched);
    }

    [Fact]
    public void TryMatch_BytesMovedOverALabelsEdge_IsAnotherName()
    {
        NameSet names = Read("ab.c.com\n");

        Assert.True(names.TryMatch(WireName.Of("ab.c.com"), out _));
        Assert.False(names.TryMatch(WireName.Of("a.bc.com"), out _));
        Assert.False(names.TryMatch("\u0004ab\u0001c\u0003com\0"u8, out _));
    }

    [Fact]
    public void TryMatch_EveryLengthOfLabel_IsToldFromItsNeighbours()
    {
        string[] labels = [.. Enumerable.Range(1, 63).Select(length => new string('a', length))];
        NameSet names = Read(string.Join('\n', labels.Where((_, i) => i % 2 == 0)));

        Assert.All(labels, label => Assert.Equal(label.Length % 2 == 1, names.TryMatch(WireName.Of(label), out _)));
        for (int i = 0; i < 63; i++)
        {
            char[] other = labels[62].ToCharArray();
            other[i] = 'b';
            Assert.False(names.TryMatch(WireName.Of(new string(other)), out _));
        }
    }

    [Fact]
    public void Read_ListWithBadLines_CountsThemAndReportsTheFirst()
    {
        NameSet names = Read("# list\nevil.com\n||worse.com^\n\nevil.com\n0.0.0.0 bad.org\na..b\n");

        Assert.Equal(2, names.Count);
        Assert.Equal(2, names.BadLines);
        Assert.Equal(3, names.FirstBadLine);
        Assert.Equal(DomainLineStatus.ByteNotAllowed, names.FirstBadStatus);
        Assert.True(names.TryMatch(WireName.Of("bad.org"), out _));
    }

    [Theory]
    [InlineData("\nevil.com\n", 3)]
    [InlineData("\nevil.com", 3)]
    [InlineData("", 2)]
    public void Read_LineLongerThanItsBuffer_IsOneBadLine(string rest, int lines)
    {
        NameSet names = Read("first.com\n" + new string('a', 200_000) + rest);

        Assert.Equal(lines - 1, names.Count);
        Assert.Equal(1, names.BadLines);
        Assert.Equal(2, names.FirstBadLine);
        Assert.Equal(DomainLineStatus.LineTooLong, names.FirstBadStatus);
    }

    [Fact]
    public void Read_StreamInSmallPieces_IsTheSameList()
    {
        using MemoryStream bytes = new(Encoding.ASCII.GetBytes("first.com\nsecond.com\r\nthird.com"));
        using OneByteStream pieces = new(bytes);
        NameSet names = NameSet.Read(pieces, s_key);

        Assert.Equal(3, names.Count);
        Assert.Equal(0, names.BadLines);
        Assert.True(names.TryMatch(WireName.Of("third.com"), out _));
    }

    [Fact]
    public void Read_AMillionNames_FindsAllAndNoneElseInTwentyMegabytes()
    {
        StringBuilder text = new();
        for (int i = 0; i < Million; i++)
        {
            text.Append("host").Append(i * 2).Append(".example").Append(i % 1000).Append(".com\n");
        }

        using MemoryStream list = new(Encoding.ASCII.GetBytes(text.ToString()));
        long before = GC.GetAllocatedBytesForCurrentThread();
        NameSet names = NameSet.Read(list, HashKey.Random());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Million, names.Count);
        Assert.InRange(names.BytesHeld, 8 * Million, 20_000_000);
        Assert.InRange(allocated, names.BytesHeld, names.BytesHeld + 100_000);
        for (int i = 0; i < Million; i += 97)
        {
            Assert.True(names.TryMatch(WireName.Of($"www.host{i * 2}.example{i % 1000}.com"), out int matched));
            Assert.Equal(4, matched);
            Assert.False(names.TryMatch(WireName.Of($"host{i * 2 + 1}.example{i % 1000}.com"), out _));
        }
    }

    [Fact]
    public void TryMatch_AnyName_AllocatesNothing()
    {
        NameSet names = Read("evil.com\n");
        byte[] listed = WireName.Of("www.evil.com");
        byte[] other = WireName.Of("www.example.com");
        names.TryMatch(listed, out _);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                names.TryMatch(listed, out _);
                names.TryMatch(other, out _);
            }
        }));
    }

    private static NameSet Read(string list) => NameSet.Read(new MemoryStream(Encoding.ASCII.GetBytes(list)), s_key);
}
