using System.Text;
using Telos.Core.Domains;
using Telos.Core.Domains.Lists;
using Xunit;

namespace Telos.Core.Tests.Domains.Lists;

public sealed class ListParserTests
{
    [Theory]
    [InlineData(ListFormat.Domains, "evil.example", "evil.example")]
    [InlineData(ListFormat.Domains, "\uFEFFEvil.Example. # why", "evil.example")]
    [InlineData(ListFormat.Hosts, "0.0.0.0\tevil.example", "evil.example")]
    [InlineData(ListFormat.Hosts, "::1 evil.example", "evil.example")]
    [InlineData(ListFormat.Adblock, "||evil.example^", "evil.example")]
    [InlineData(ListFormat.Adblock, "||evil.example^$important", "evil.example")]
    [InlineData(ListFormat.Adblock, "evil.example", "evil.example")]
    [InlineData(ListFormat.Rpz, "evil.example CNAME .", "evil.example")]
    [InlineData(ListFormat.Rpz, "*.evil.example 300 IN CNAME rpz-drop.", "evil.example")]
    [InlineData(ListFormat.Rpz, "evil.example\tIN\tA\t127.0.0.1", "evil.example")]
    [InlineData(ListFormat.Csv, "12,evil.example", "evil.example")]
    [InlineData(ListFormat.Csv, "evil.example,mail,brand,", "evil.example")]
    public void Parse_RuleForAName_HasTheName(ListFormat format, string line, string name)
    {
        Assert.Equal(DomainLineStatus.Name, Parse(new ListParser(format), line, out string found, out ListEntry entry));
        Assert.Equal(name, found);
        Assert.False(entry.IsAllowed);
    }

    [Theory]
    [InlineData(ListFormat.Adblock, "@@||good.example^")]
    [InlineData(ListFormat.Rpz, "good.example CNAME rpz-passthru.")]
    [InlineData(ListFormat.Csv, "good.example,unknown,allowed,0")]
    public void Parse_Exception_IsAllowed(ListFormat format, string line)
    {
        Assert.Equal(DomainLineStatus.Name, Parse(new ListParser(format), line, out _, out ListEntry entry));
        Assert.True(entry.IsAllowed);
    }

    [Theory]
    [InlineData(ListFormat.Hosts, "127.0.0.1 localhost", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Hosts, "0.0.0.0 0.0.0.0", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Hosts, "1.2.3.4 a.example b.example", DomainLineStatus.TooManyWords)]
    [InlineData(ListFormat.Adblock, "! comment", DomainLineStatus.Blank)]
    [InlineData(ListFormat.Adblock, "[Adblock Plus 2.0]", DomainLineStatus.Blank)]
    [InlineData(ListFormat.Adblock, "||evil.example^$third-party", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Adblock, "||evil.example/path^", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Adblock, "||evil.example", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Adblock, "example.com##.ad", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Adblock, "/banner[0-9]/", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Adblock, "||ev il.example^", DomainLineStatus.TooManyWords)]
    [InlineData(ListFormat.Rpz, "; comment", DomainLineStatus.Blank)]
    [InlineData(ListFormat.Rpz, "$TTL 60", DomainLineStatus.Blank)]
    [InlineData(ListFormat.Rpz, "$INCLUDE other", DomainLineStatus.NotRecord)]
    [InlineData(ListFormat.Rpz, "@ NS localhost.", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Rpz, "32.1.2.3.4.rpz-ip CNAME .", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Rpz, "evil.example CNAME rpz-tcp-only.", DomainLineStatus.OtherRule)]
    [InlineData(ListFormat.Rpz, "evil.example CNAME", DomainLineStatus.NotRecord)]
    [InlineData(ListFormat.Rpz, "evil.example", DomainLineStatus.NotRecord)]
    [InlineData(ListFormat.Rpz, "ev..il CNAME .", DomainLineStatus.EmptyLabel)]
    [InlineData(ListFormat.Csv, "name,category,flags,rank", DomainLineStatus.Blank)]
    [InlineData(ListFormat.Csv, "evil.example,nonsense,,", DomainLineStatus.BadField)]
    [InlineData(ListFormat.Csv, "evil.example,mail,nonsense,", DomainLineStatus.BadField)]
    [InlineData(ListFormat.Csv, "evil.example,mail,,-1", DomainLineStatus.BadField)]
    [InlineData(ListFormat.Csv, "evil.example", DomainLineStatus.BadField)]
    public void Parse_AnythingElse_SaysWhatItIs(ListFormat format, string line, DomainLineStatus status) =>
        Assert.Equal(status, Parse(new ListParser(format), line, out _, out _));

    [Fact]
    public void Parse_Zone_KnowsItsOriginAndItsParentheses()
    {
        ListParser parser = new(ListFormat.Rpz);
        Assert.Equal(DomainLineStatus.OtherRule, Parse(parser, "rpz.test. IN SOA a. b. (", out _, out _));
        Assert.Equal(DomainLineStatus.OtherRule, Parse(parser, "  1 2 3", out _, out _));
        Assert.Equal(DomainLineStatus.OtherRule, Parse(parser, "  4 5 )", out _, out _));
        Assert.Equal(DomainLineStatus.Name, Parse(parser, "evil.example.rpz.test. CNAME .", out string name, out _));
        Assert.Equal("evil.example", name);
        Assert.Equal(DomainLineStatus.Blank, Parse(parser, "$ORIGIN other.test.", out _, out _));
        Assert.Equal(DomainLineStatus.Name, Parse(parser, "evil.example.other.test. CNAME .", out name, out _));
        Assert.Equal("evil.example", name);
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows()
    {
        Random random = new(20261128);
        byte[] alphabet = Encoding.ASCII.GetBytes("ab.|^$@!,;()* \t1CNAME#[]-\u0000\u007f");
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        foreach (ListFormat format in Enum.GetValues<ListFormat>())
        {
            ListParser parser = new(format);
            for (int i = 0; i < 20_000; i++)
            {
                byte[] line = new byte[random.Next(0, 60)];
                for (int at = 0; at < line.Length; at++)
                {
                    line[at] = random.Next(8) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
                }

                DomainLineStatus status = parser.Parse(line, name, out ListEntry entry);
                Assert.True(status != DomainLineStatus.Name || name[entry.NameLength - 1] == 0);
            }
        }
    }

    [Theory]
    [InlineData("# x\nevil.example\n", ListFormat.Domains)]
    [InlineData("# x\n0.0.0.0 evil.example\n", ListFormat.Hosts)]
    [InlineData("[Adblock Plus]\n", ListFormat.Adblock)]
    [InlineData("# x\n||evil.example^\n", ListFormat.Adblock)]
    [InlineData("@ IN SOA a b 1 2 3 4 5\n", ListFormat.Rpz)]
    [InlineData("evil.example CNAME .\n", ListFormat.Rpz)]
    [InlineData("1,evil.example\n", ListFormat.Csv)]
    [InlineData("", ListFormat.Domains)]
    public void Guess_FirstLines_TellTheFormat(string beginning, ListFormat format) =>
        Assert.Equal(format, ListSniffer.Guess(Encoding.ASCII.GetBytes(beginning)));

    private static DomainLineStatus Parse(ListParser parser, string line, out string name, out ListEntry entry)
    {
        byte[] wire = new byte[DomainLine.NameLengthMax];
        DomainLineStatus status = parser.Parse(Encoding.UTF8.GetBytes(line), wire, out entry);
        name = status == DomainLineStatus.Name ? Telos.Core.Dns.NameText.Of(wire.AsSpan(0, entry.NameLength)) : "";
        return status;
    }
}
