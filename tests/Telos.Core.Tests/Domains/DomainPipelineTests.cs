using System.Text;
using Telos.Core.Abi;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class DomainPipelineTests
{
    private static readonly DomainPipeline Judge = new(DomainList.Load());

    [Theory]
    [InlineData("github.com", Verdict.Allow)]
    [InlineData("api.github.com", Verdict.Allow)]
    [InlineData("www.google.co.uk", Verdict.Allow)]
    [InlineData("files.pythonhosted.org", Verdict.Allow)]
    [InlineData("s3.amazonaws.com", Verdict.Allow)]
    [InlineData("pineapple.com", Verdict.Allow)]
    [InlineData("mail.com", Verdict.Allow)]
    [InlineData("example.com", Verdict.Allow)]
    [InlineData("githuh.com", Verdict.Escalate)]
    [InlineData("g00gle.com", Verdict.Deny)]
    [InlineData("paypa1.com", Verdict.Deny)]
    [InlineData("rnicrosoft.com", Verdict.Deny)]
    [InlineData("xn--80ak6aa92e.com", Verdict.Deny)]
    [InlineData("webhook.site", Verdict.Escalate)]
    [InlineData("pastebin.com", Verdict.Escalate)]
    [InlineData("dns.google", Verdict.Escalate)]
    [InlineData("metamask-wallet-login.io", Verdict.Deny)]
    [InlineData("coinbase-gift.tumblr.com", Verdict.Escalate)]
    [InlineData("xn--google-9f5e.com", Verdict.Escalate)]
    [InlineData("finance.com", Verdict.Allow)]
    public void Names_are_judged(string name, Verdict verdict) => Assert.Equal(verdict, JudgeOf(name, "").Verdict);

    [Fact]
    public void The_intent_decides_about_known_names()
    {
        Assert.Equal(Verdict.Allow, JudgeOf("pypi.org", "install the python packages").Verdict);
        Assert.Equal(DomainReasons.OtherCategory, JudgeOf("facebook.com", "install the python packages").Reasons
            & DomainReasons.OtherCategory);
        Assert.Equal(DomainReasons.None, JudgeOf("facebook.com", "").Reasons & DomainReasons.OtherCategory);
    }

    [Fact]
    public void A_remembered_verdict_is_the_same_and_runs_no_stage()
    {
        DomainPipeline pipeline = new(DomainList.Load());
        byte[] name = WireName.Of("secure-paypal-login.example");
        DomainVerdict first = pipeline.Judge(name, 0);
        long runs = pipeline.StageCounts()[0].Runs;

        Assert.Equal(first, pipeline.Judge(name, 0));
        Assert.Equal(runs, pipeline.StageCounts()[0].Runs);
        Assert.Equal(1, pipeline.Remembered);
        pipeline.Judge(name, 1UL << (int)DomainCategory.Mail);
        pipeline.Judge(WireName.Of("secure-paypal-logim.example"), 0);
        Assert.Equal(1, pipeline.Remembered);
    }

    [Theory]
    [InlineData("com.com", "com.com.com")]
    [InlineData("a-name-of-16-oct.com.com", "a-name-of-16-oct.com.com.com")]
    [InlineData("example.b", "example.b.b")]
    public void A_name_that_ends_in_more_of_the_same_is_another(string name, string longer)
    {
        DomainPipeline pipeline = new(DomainList.Load());
        pipeline.Judge(WireName.Of(name), 0);
        pipeline.Judge(WireName.Of(longer), 0);

        Assert.Equal(0, pipeline.Remembered);
    }

    [Fact]
    public void A_name_of_the_operators_is_decided_where_it_is_known()
    {
        DomainPipeline pipeline = new(DomainLists.Compile("evil.example,unknown,blocked,0", "github.com,code,brand,1"));
        pipeline.Judge(WireName.Of("evil.example"), 0);
        pipeline.Judge(WireName.Of("githuh.com"), 0);
        pipeline.Judge(WireName.Of("github.com"), 0);

        Assert.Equal(
            ["domain 3 0", "known 3 1", "look-alike 2 0", "category 2 1", "reputation 1 1"],
            pipeline.StageCounts().Select(count => $"{count.Code} {count.Runs} {count.Ends}"));
    }

    [Theory]
    [InlineData("reqeusts", "requests")]
    [InlineData("beautifulsoop4", "beautifulsoup4")]
    [InlineData("crossenv", "cross-env")]
    [InlineData("electorn", "electron")]
    [InlineData("requests", "")]
    [InlineData("com", "")]
    [InlineData("localhost", "")]
    public void A_name_of_one_label_may_imitate_a_package(string name, string imitated)
    {
        DomainPipeline pipeline = new(DomainLists.Compile("github.com,code,brand,1"), new Lazy<PackageNames>(PackageNames.Load));
        DomainVerdict verdict = pipeline.Judge(WireName.Of(name), 0);

        Assert.Equal(imitated, pipeline.ImitatedBy(verdict));
        Assert.Equal(imitated.Length > 0, verdict.Verdict != Verdict.Allow);
        Assert.Equal(LookAlike.None, Judge.Judge(WireName.Of(name), 0).LookAlike);
    }

    [Fact]
    public void A_public_suffix_is_nobodys_domain()
    {
        Assert.Equal(DomainReasons.NoDomain, JudgeOf("co.uk", "").Reasons & DomainReasons.NoDomain);
        Assert.Equal(-1, JudgeOf("co.uk", "").RegistrableOffset);
    }

    [Fact]
    public void The_operator_has_the_last_word()
    {
        DomainPipeline judge = new(DomainLists.Compile(
            "github.com,code,brand,1", "githuh.com,code,allowed,0", "example.com,unknown,blocked,0"));
        Assert.Equal(0, judge.Judge(WireName.Of("githuh.com"), 0).Score);
        Assert.Equal(Verdict.Deny, judge.Judge(WireName.Of("www.example.com"), 0).Verdict);
    }

    [Fact]
    public void A_bad_line_of_the_list_is_named()
    {
        FormatException error = Assert.Throws<FormatException>(
            () => DomainLists.Compile("github.com,code,,1", "gitlab.com,cod,,1"));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    // Nobody uses it yet, whatever else a list says of it; its age says nothing for it either.
    [Theory]
    [InlineData(DomainAge.YoungDaysMax, "", DomainReasons.Young | DomainReasons.Unknown, Verdict.Escalate)]
    [InlineData(DomainAge.YoungDaysMax + 1, "", DomainReasons.Unknown, Verdict.Allow)]
    [InlineData(0, "shortener", DomainReasons.Young, Verdict.Escalate)]
    [InlineData(DomainAge.YoungDaysMax + 1, "shortener", DomainReasons.None, Verdict.Allow)]
    [InlineData(0, "popular", DomainReasons.Young, Verdict.Escalate)]
    public void A_young_domain_is_for_a_person_to_decide(int days, string words, DomainReasons reasons, Verdict verdict)
    {
        DomainVerdict judged = JudgeOfAge("www.fresh.example", "fresh.example", days, words);

        Assert.Equal(verdict, judged.Verdict);
        Assert.Equal(reasons, judged.Reasons);
    }

    [Fact]
    public void A_young_domain_that_imitates_is_denied_and_an_old_one_is_still_an_imitation()
    {
        DomainVerdict young = JudgeOfAge("githuh.com", "githuh.com", 3, "");
        DomainVerdict old = JudgeOfAge("githuh.com", "githuh.com", 4000, "");

        Assert.Equal(Verdict.Deny, young.Verdict);
        Assert.Equal(Verdict.Escalate, old.Verdict);
        Assert.Equal(old.LookAlike, young.LookAlike);
    }

    [Fact]
    public void A_verdict_allocates_nothing()
    {
        static byte[][] Names(int from) =>
            [.. Enumerable.Range(from, 1000).Select(number => WireName.Of($"login{number}.g1thub-secure{number}.com"))];
        byte[][] cold = Names(1000);
        Array.ForEach(Names(0), name => Judge.Judge(name, 0));
        ulong wanted = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 2 * cold.Length; i++)
            {
                // Of other intents, so that no verdict is a remembered one.
                Judge.Judge(cold[i % cold.Length], ++wanted);
            }
        }));
    }

    private static DomainVerdict JudgeOfAge(string name, string known, int days, string words)
    {
        HashKey key = new(1, 2);
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, 2, key, scratch);
        Assert.True(DomainWords.TryFlags(words, out DomainFlags flags));
        writer.Add(WireName.Of("github.com"), new DomainRecord(DomainCategory.Code, 75, DomainFlags.Brand, 1, default, 0));
        writer.Add(WireName.Of(known), new DomainRecord(
            DomainCategory.Unknown, 50, flags, 0, DomainAge.Of(registered: 20_000, today: 20_000 + days), 0));
        writer.SetSuffixes(PublicSuffixes.Load(key));
        writer.Complete(0);
        Assert.Equal(IndexStatus.Ok, DomainIndex.TryOpen(output.ToArray(), out DomainIndex? index));
        return new DomainPipeline(index!).Judge(WireName.Of(name), 0);
    }

    private static DomainVerdict JudgeOf(string name, string intent)
    {
        byte[] wire = new byte[DomainLine.NameLengthMax];
        Assert.Equal(DomainLineStatus.Name, DomainText.Parse(Encoding.UTF8.GetBytes(name), wire, out int length));
        return Judge.Judge(wire.AsSpan(0, length), IntentCategories.Of(intent));
    }
}
