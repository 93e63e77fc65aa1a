using System.Text;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class LookAlikeFinderTests
{
    private static readonly DomainIndex Index = DomainLists.Compile(
        [.. new[] { "github.com", "google.com", "paypal.com", "steamcommunity.com", "binance.com", "roblox.com", "wikipedia.org" }
            .Select(name => $"{name},unknown,brand,1"), "booking.com,unknown,word,1"]);

    private static LookAlikeFinder Finder => new(new BrandView(Index));

    [Theory]
    [InlineData("g00gle.com", "google.com", LookAlikeTechnique.Homoglyph)]
    [InlineData("paypai.com", "paypal.com", LookAlikeTechnique.Homoglyph)]
    [InlineData("vvikipedia.org", "wikipedia.org", LookAlikeTechnique.Homoglyph)]
    [InlineData("xn--pypal-4ve.com", "paypal.com", LookAlikeTechnique.Homoglyph)]
    [InlineData("gthub.com", "github.com", LookAlikeTechnique.Omission)]
    [InlineData("githubb.com", "github.com", LookAlikeTechnique.Repetition)]
    [InlineData("gitxhub.com", "github.com", LookAlikeTechnique.Insertion)]
    [InlineData("gihtub.com", "github.com", LookAlikeTechnique.Transposition)]
    [InlineData("githuk.com", "github.com", LookAlikeTechnique.Replacement)]
    [InlineData("githuc.com", "github.com", LookAlikeTechnique.Bitsquat)]
    [InlineData("git-hub.com", "github.com", LookAlikeTechnique.Hyphenation)]
    [InlineData("steamcomunitti.com", "steamcommunity.com", LookAlikeTechnique.Typos)]
    [InlineData("stemcomunitiy.com", "steamcommunity.com", LookAlikeTechnique.Typos)]
    [InlineData("goocle.com", "google.com", LookAlikeTechnique.Bitsquat)]
    [InlineData("githrnb.com", "github.com", LookAlikeTechnique.Replacement)]
    [InlineData("vvlklpcbla.org", "wikipedia.org", LookAlikeTechnique.Homoglyph)]
    [InlineData("join-the-github-forms.com", "github.com", LookAlikeTechnique.Combosquat)]
    [InlineData("userroblox.com", "roblox.com", LookAlikeTechnique.Combosquat)]
    [InlineData("github.xyz", "github.com", LookAlikeTechnique.SuffixSwap)]
    [InlineData("github-login.com", "github.com", LookAlikeTechnique.Combosquat)]
    [InlineData("secure-paypal-account.com", "paypal.com", LookAlikeTechnique.Combosquat)]
    [InlineData("githbu-login.com", "github.com", LookAlikeTechnique.TypoCombosquat)]
    [InlineData("github.com.example.net", "github.com", LookAlikeTechnique.LevelSquat)]
    [InlineData("paypal.login.example.net", "paypal.com", LookAlikeTechnique.LevelSquat)]
    public void Who_is_imitated_and_how_is_said(string name, string brand, LookAlikeTechnique technique)
    {
        LookAlike found = Find(name);
        Assert.True(found.Brand >= 0, "nothing was found");
        Assert.Equal(brand, Index.BrandName(found.Brand));
        Assert.InRange(found.Score, 30, 100);
        Assert.Equal(technique, found.Technique);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("github.fr")]
    [InlineData("bookingcampus.com")]
    [InlineData("gitea.com")]
    [InlineData("gazelle.com")]
    [InlineData("finance.com")]
    [InlineData("community.com")]
    [InlineData("steam.com")]
    [InlineData("xn--mnchen-3ya.de")]
    [InlineData("www.docs.example.org")]
    public void Others_are_left_alone(string name) => Assert.InRange(Find(name).Score, 0, 29);

    [Fact]
    public void Below_an_owned_domain_only_the_labels_count()
    {
        byte[] name = WireName.Of("github.example.com");
        Assert.True(Finder.Find(name, name.AsSpan().IndexOf((byte)7), isOwned: true).Brand >= 0);
        Assert.Equal(LookAlike.None, Finder.Find(WireName.Of("github.io"), 0, isOwned: true));
    }

    [Fact]
    public void Any_name_has_an_answer()
    {
        Random random = new(20261124);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] label = new byte[random.Next(1, 64)];
            random.NextBytes(label);
            byte[] name = [(byte)label.Length, .. label, 3, .. "com"u8, 0];
            Assert.InRange(Finder.Find(name, 0, isOwned: false).Score, 0, 100);
        }
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        byte[] name = WireName.Of("secure-paypall-account.steancomunity.com");
        Finder.Find(name, 0, isOwned: false);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Finder.Find(name, 0, isOwned: false);
            }
        }));
    }

    private static LookAlike Find(string text)
    {
        byte[] name = WireName.Of(text);
        string[] labels = text.Split('.');
        int registrable = labels.SkipLast(2).Sum(label => Encoding.ASCII.GetByteCount(label) + 1);
        return Finder.Find(name, registrable, isOwned: false);
    }
}
