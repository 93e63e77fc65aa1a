using System.Buffers.Text;
using System.Text;
using Telos.Core.Mirage;
using Xunit;

namespace Telos.Core.Tests.Mirage;

public sealed class TokenIndexTests
{
    private const string Token = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static readonly TokenIndex s_index = Index((7, Token), (8, "AKIAQ3EGLV5RRJ2LXNOM"), (9, "short"));

    [Theory]
    [InlineData(Token)]
    [InlineData("send it: " + Token + " now")]
    [InlineData("WJALRXUTNFEMI/K7MDENG")]
    [InlineData("wJal rXUt-nFEMI.K7MD.ENG+b")]
    [InlineData("EMI/K7MDENG+bPxRfiCYEXAMPLE")]
    [InlineData("CYEXAMPLEKEY")]
    public void Find_OfThePlainToken_SaysWhose(string text) => Assert.Equal(7u, Find(text));

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("wJalrXUtnFE")]
    [InlineData("alrXUtnFEMI/K7MDENG")]
    [InlineData("download the weather report from weather.com and write it to report.txt")]
    [InlineData("wJalrXUtnFXMI")]
    public void Find_OfAnythingElse_IsNobodys(string text) => Assert.Null(Find(text));

    // Whatever stands before it in what is encoded, so that each alignment comes.
    [Fact]
    public void Find_OfAnEncodedToken_SaysWhose()
    {
        for (int before = 0; before < 8; before++)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(new string('x', before) + Token + "yyy");
            Assert.Equal(7u, Find(Convert.ToHexStringLower(bytes)));
            Assert.Equal(7u, Find(Convert.ToBase64String(bytes)));
            Assert.Equal(7u, Find(Base64Url.EncodeToString(bytes)));
            Assert.Equal(7u, Find(Base32(bytes)));
        }
    }

    [Fact]
    public void Find_OfAnyRunOf23Letters_SaysWhose()
    {
        string letters = string.Concat(Token.Where(char.IsAsciiLetterOrDigit));
        for (int start = 0; start + 23 <= letters.Length; start++)
        {
            Assert.Equal(7u, Find(letters.Substring(start, 23)));
        }
    }

    [Fact]
    public void FindInName_GoesOverLabels()
    {
        Assert.Equal(8u, s_index.FindInName(Name("akiaq3", "eglv5rrj", "2lxnom", "evil", "example")));
        Assert.Null(s_index.FindInName(Name("www", "example", "org")));
        // A label of 48 letters has the length "0".
        Assert.Equal(8u, s_index.FindInName(Name("akiaq3eglv5r", new string('-', 48), "rj2lxnom")));
        Assert.Null(s_index.FindInName([63, (byte)'a']));
        Assert.Null(s_index.FindInName([]));
    }

    [Fact]
    public void Find_AllocatesNothing()
    {
        // Made before it is measured, whichever test is the first.
        TokenIndex index = s_index;
        byte[] text = Encoding.ASCII.GetBytes(new string('q', 250)), name = Name(new string('a', 60), "example");
        Assert.Equal(0, Allocations.Of(() => _ = index.Find(text) ?? index.FindInName(name)));
    }

    [Fact]
    public void Empty_FindsNothing()
    {
        TokenIndex empty = new();
        Assert.True(empty.IsEmpty);
        Assert.Null(empty.Find(Encoding.ASCII.GetBytes(Token)));
        Assert.Null(empty.FindInName(Name("a")));
    }

    [Fact]
    public void Add_OfMany_FindsEachAndForgetsOnlyWhomItMay()
    {
        Decoy[] decoys = [.. Enumerable.Range(0, 200).Select(i => DecoyForge.Make(DecoyKinds.All[i % DecoyKinds.All.Length]))];
        TokenIndex index = new();
        for (int i = 0; i < decoys.Length; i++)
        {
            index.Add((uint)i + 1, decoys[i].Tokens);
            if (i < 20)
            {
                index.Forget((uint)i + 1);
            }
        }

        for (int i = 20; i < decoys.Length; i++)
        {
            Assert.All(decoys[i].Tokens, token => Assert.Equal((uint)i + 1, index.Find(Encoding.ASCII.GetBytes(token))));
        }

        Assert.Null(index.Find(Encoding.ASCII.GetBytes(decoys[0].Tokens[0])));
    }

    [Fact]
    public void Add_OfOneThatWasForgotten_KeepsIt()
    {
        Decoy again = DecoyForge.Make(DecoyKind.Aws);
        TokenIndex index = new();
        index.Add(1, DecoyForge.Make(DecoyKind.Npm).Tokens);
        index.Forget(1);
        index.Add(1, again.Tokens);
        for (uint other = 2; other < 50; other++)
        {
            index.Add(other, DecoyForge.Make(DecoyKind.Dump).Tokens);
        }

        Assert.Equal(1u, index.Find(Encoding.ASCII.GetBytes(again.Tokens[0])));
    }

    // The numbers are those of Python's int(text, 36).
    [Fact]
    public void PiecesOf_AreNumbersOfTwelveLettersSideBySide()
    {
        Assert.Contains(1UL, TokenIndex.PiecesOf(["0000-0000.0001"]));
        Assert.Contains(4738381338321616895UL, TokenIndex.PiecesOf(["zzzzzzZZZZZZ"]));
        Assert.Contains(36UL, TokenIndex.PiecesOf(["0000000000000000000000000010"]));
        Assert.Empty(TokenIndex.PiecesOf([]));
        Assert.DoesNotContain(1UL, TokenIndex.PiecesOf(["00000000001"]));
    }

    private static TokenIndex Index(params (uint Agent, string Token)[] tokens)
    {
        TokenIndex index = new();
        foreach ((uint agent, string token) in tokens)
        {
            index.Add(agent, [token]);
        }

        return index;
    }

    private static uint? Find(string text) => s_index.Find(Encoding.UTF8.GetBytes(text));

    private static byte[] Name(params string[] labels) =>
        [.. labels.SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static string Base32(byte[] bytes)
    {
        string bits = string.Concat(bytes.Select(each => Convert.ToString(each, 2).PadLeft(8, '0')));
        bits = bits.PadRight((bits.Length + 4) / 5 * 5, '0');
        IEnumerable<int> digits = bits.Chunk(5).Select(five => Convert.ToInt32(new string(five), 2));
        return string.Concat(digits.Select(digit => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[digit]));
    }
}
