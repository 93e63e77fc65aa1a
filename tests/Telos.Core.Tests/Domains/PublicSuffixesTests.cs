using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed partial class PublicSuffixesTests
{
    private static readonly PublicSuffixes s_suffixes = PublicSuffixes.Load();

    /// <summary>The list's own vectors; those whose name cannot stand on the wire (none, a leading dot) are left out.</summary>
    public static TheoryData<string, string> Vectors()
    {
        using Stream stream = typeof(PublicSuffixesTests).Assembly.GetManifestResourceStream("test_psl.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        TheoryData<string, string> vectors = [];
        foreach (Match match in VectorLine().Matches(reader.ReadToEnd()))
        {
            if (match.Groups["name"].Value[0] != '.')
            {
                vectors.Add(match.Groups["name"].Value, match.Groups["expected"].Value);
            }
        }

        return vectors;
    }

    [Fact]
    public void Vectors_OfTheList_AreAllRead() => Assert.Equal(73, Vectors().Count);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void FindRegistrable_TheListsOwnVectors_AreAsItSays(string name, string expected) =>
        Assert.Equal(ToWire(expected), Registrable(name, SuffixSections.IcannAndPrivate));

    // Rows of the list: amazonaws.com is no rule but parents some; github.io and *.compute.amazonaws.com are private.
    [Theory]
    [InlineData("a.user.github.io", SuffixSections.IcannAndPrivate, "user.github.io")]
    [InlineData("a.user.github.io", SuffixSections.Icann, "github.io")]
    [InlineData("github.io", SuffixSections.IcannAndPrivate, "")]
    [InlineData("github.io", SuffixSections.Icann, "github.io")]
    [InlineData("docs.amazonaws.com", SuffixSections.IcannAndPrivate, "amazonaws.com")]
    [InlineData("a.bucket.s3.amazonaws.com", SuffixSections.IcannAndPrivate, "bucket.s3.amazonaws.com")]
    [InlineData("a.bucket.s3.amazonaws.com", SuffixSections.Icann, "amazonaws.com")]
    [InlineData("a.host.x.compute.amazonaws.com", SuffixSections.IcannAndPrivate, "host.x.compute.amazonaws.com")]
    [InlineData("a.host.x.compute.amazonaws.com", SuffixSections.Icann, "amazonaws.com")]
    [InlineData("x.compute.amazonaws.com", SuffixSections.IcannAndPrivate, "")]
    [InlineData("compute.amazonaws.com", SuffixSections.IcannAndPrivate, "amazonaws.com")]
    [InlineData("www.bbc.co.uk", SuffixSections.Icann, "bbc.co.uk")]
    [InlineData("a.b.c.d.e.f.g.example.com", SuffixSections.Icann, "example.com")]
    [InlineData("", SuffixSections.Icann, "")]
    public void FindRegistrable_Sections_DecideWhoseTheDomainIs(string name, SuffixSections sections, string expected) =>
        Assert.Equal(ToWire(expected), Registrable(name, sections));

    [Fact]
    public void Load_TheBuiltInList_IsSmallAndDated()
    {
        Assert.Equal(10_470, s_suffixes.RuleCount);
        Assert.Equal("2026-11-19", s_suffixes.Version);
        Assert.InRange(s_suffixes.BytesHeld, 10_470 * 8, 120_000);
    }

    [Theory]
    [InlineData("// VERSION: 1\ncom\n-bad..rule\n", "line 3")]
    [InlineData("// VERSION: 1\n\n", "no rules")]
    [InlineData("com\n", "VERSION")]
    [InlineData("// VERSION: 1\n!\n", "line 2")]
    public void Read_ListThatIsNone_IsRefusedWhole(string list, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(list)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TheListsFormat_ReadsRulesUpToTheFirstBlank()
    {
        PublicSuffixes suffixes = Read(
            "// VERSION: 2\r\ncom // x\r\n公司.cn\r\n// ===BEGIN PRIVATE DOMAINS===\r\n*.ck.com\r\n!www.ck.com");

        Assert.Equal(4, suffixes.RuleCount);
        Assert.Equal(2, suffixes.FindRegistrable(WireName.Of("a.b.xn--55qx5d.cn"), SuffixSections.Icann));
        Assert.Equal(0, suffixes.FindRegistrable(WireName.Of("www.ck.com"), SuffixSections.IcannAndPrivate));
        Assert.Equal(-1, suffixes.FindRegistrable(WireName.Of("b.ck.com"), SuffixSections.IcannAndPrivate));
        Assert.Equal(2, suffixes.FindRegistrable(WireName.Of("b.ck.com"), SuffixSections.Icann));
        Assert.Equal(4, suffixes.FindRegistrable(WireName.Of("www.ck.com"), SuffixSections.Icann));
    }

    [Fact]
    public void FindRegistrable_AnyName_AllocatesNothing()
    {
        byte[] name = WireName.Of("www.example.co.uk");
        s_suffixes.FindRegistrable(name, SuffixSections.Icann);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                s_suffixes.FindRegistrable(name, SuffixSections.IcannAndPrivate);
            }
        }));
    }

    private static byte[] Registrable(string name, SuffixSections sections)
    {
        byte[] wire = ToWire(name);
        int offset = s_suffixes.FindRegistrable(wire, sections);
        return offset < 0 ? [0] : wire[offset..];
    }

    private static byte[] ToWire(string name) =>
        WireName.Of(name.Length == 0 ? "" : new IdnMapping().GetAscii(name.ToLowerInvariant()));

    private static PublicSuffixes Read(string list) =>
        PublicSuffixList.Read(new MemoryStream(Encoding.UTF8.GetBytes(list)), new HashKey(1, 2));

    [GeneratedRegex(@"^checkPublicSuffix\('(?<name>[^']+)', (null|'(?<expected>[^']*)')\);", RegexOptions.Multiline)]
    private static partial Regex VectorLine();
}
