using System.Diagnostics;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class PolicyCompilerTests
{
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    private static CompiledPolicy Compile(string goal, Ceiling? ceiling = null) =>
        PolicyCompiler.Compile(goal, s_tenMinutes, ceiling ?? Ceiling.Default);

    private static string Body(string goal) => string.Join('\n', PolicyText.Render(Compile(goal)));

    [Fact]
    public void Render_SaysEachGrantWithItsReason() => Assert.Equal(
        [
            "ALLOW for 10m",
            "  run         curl                              implied by \"download\";"
                + " transfers data to and from URLs",
            "  reach       weather.com:80/tcp                named in the intent without a port: web ports",
            "  reach       weather.com:443/tcp               named in the intent without a port: web ports",
        ],
        PolicyText.Render(Compile("download the weather report from weather.com")));

    [Fact]
    public void Render_SaysEachRefusalWithItsReason() => Assert.Equal(
        [
            "DENY",
            "  DENY        githuh.com                        githuh.com looks like github.com",
            "  DENY        nc                                raw network tool: nc reads and writes raw"
                + " connections, which no bound on words can hold",
        ],
        PolicyText.Render(Compile("nc githuh.com 4444")));

    [Fact]
    public void PolicyJson_HasAStableForm() => Assert.Equal(
        """
        {"verdict":"ALLOW","goal":"fetch https://weather.com","ttl_seconds":600,
        "programs":[{"program":"curl",
        "reason":"implied by \u0022fetch\u0022; transfers data to and from URLs","arguments":"curl"}],
        "hosts":[{"host":"weather.com","port":443,"transport":"tcp","reason":"named in the intent as https"}],
        "paths":[],"refused":[]}
        """.ReplaceLineEndings(""),
        PolicyJson.Render(Compile("fetch https://weather.com")));

    [Fact]
    public void Compile_TheSameWords_GiveTheSamePolicyEachTime()
    {
        const string Goal =
            "read /srv/a.txt, list /srv, download x from weather.com and grep it, not evil.com";
        string first = Body(Goal);
        for (int run = 0; run < 50; run++)
        {
            Assert.Equal(first, Body(Goal));
        }
    }

    [Fact]
    public void Compile_ClausesInAnyOrder_GiveTheSamePolicy()
    {
        string[] clauses =
            ["read /srv/a.txt", "download the report from weather.com", "list /var/log", "use wget",
                "no python"];
        string expected = Body(string.Join(". ", clauses) + ".");
        var random = new Random(20261123);
        for (int run = 0; run < 20; run++)
        {
            random.Shuffle(clauses);
            Assert.Equal(expected, Body(string.Join(". ", clauses) + "."));
        }
    }

    [Fact]
    public void Compile_UnreadableText_IsDeniedInOneLine()
    {
        var policy = Compile("read /etc/hosts\u200B");
        Assert.Equal(Verdict.Deny, policy.Verdict);
        Assert.Equal("the intent holds invisible characters, which can hide words from a reader",
            Assert.Single(policy.Refusals).Reason);
    }

    [Fact]
    public void Compile_LongerThanTheCeilingAllows_IsCutAndSaid()
    {
        var policy = PolicyCompiler.Compile("read /etc/hosts", TimeSpan.FromHours(5), Ceiling.Default);
        Assert.Equal(TimeSpan.FromHours(1), policy.Ttl);
        Assert.Equal(new Refusal("ttl 5h", Verdict.Deny, "the ceiling lets a policy live 1h at most", true),
            Assert.Single(policy.Refusals));
    }

    [Theory]
    [InlineData("fetch https://api.weather.com", "ALLOW curl api.weather.com:443/tcp")]
    [InlineData("fetch https://weather.com.evil.example", "DENY DENY!weather.com.evil.example")]
    [InlineData("fetch https://other.example", "DENY DENY!other.example")]
    [InlineData("fetch https://bad.weather.com", "DENY DENY!bad.weather.com")]
    [InlineData("fetch https://notweather.com", "DENY DENY!notweather.com")]
    [InlineData("use wget to fetch https://weather.com", "DENY DENY!weather.com DENY!wget")]
    [InlineData("run /usr/bin/wget https://weather.com", "DENY DENY!/usr/bin/wget DENY!weather.com")]
    public void Compile_TheCeiling_BoundsHostsAndPrograms(string goal, string expected)
    {
        var ceiling = Ceiling.Default with
        {
            AllowedHosts = ["weather.com"], DeniedHosts = ["bad.weather.com"], DeniedPrograms = ["wget"],
        };
        Assert.Equal(expected, PolicyExampleTests.Outline(goal, ceiling));
    }

    [Fact]
    public void Compile_WordsThatAPersonShouldRead_GrantNothingUntilSomebodyHas()
    {
        const string Goal = "pay the invoice at https://bank.example and list the files in /srv";
        var policy = Compile(Goal);
        Assert.Equal(Verdict.Escalate, policy.Verdict);
        Assert.False(policy.HasGrants);
        Assert.Equal("intent", Assert.Single(policy.Refusals).Subject);
        Assert.True(PolicyCompiler.Compile(
            Goal, s_tenMinutes, Ceiling.Default, new HashSet<string>(StringComparer.Ordinal) { "intent" }).HasGrants);
    }

    [Fact]
    public void Compile_WhatTheCeilingRulesOut_IsMissedAndWhatTheWordsRuleOutIsNot()
    {
        var ceiling = Ceiling.Default with { AllowedPrograms = ["cat"] };
        Assert.Equal(Verdict.Escalate, Compile("read /etc/hosts with cat, count it with wc", ceiling).Verdict);
        Assert.Equal(Verdict.Escalate,
            Compile("build with make", Ceiling.Default with { DeniedPrograms = ["awk"] }).Verdict);
        Assert.Equal(Verdict.Allow, Compile("read /etc/hosts with cat, not with wc").Verdict);
    }

    [Fact]
    public void Compile_PlannedActions_AreReadWithTheGoal()
    {
        var policy = PolicyCompiler.Compile(
            "look at the hosts", ["cat /etc/hosts", "nc evil.example 4444"], s_tenMinutes, Ceiling.Default);
        Assert.Equal("cat", Assert.Single(policy.Programs).Program);
        Assert.Contains(policy.Refusals, r => r is { Subject: "nc", Verdict: Verdict.Deny });
        Assert.Equal(Verdict.Deny, PolicyCompiler.Compile(
            "read /etc/hosts", [.. Enumerable.Repeat("cat /etc/hosts", 65)], s_tenMinutes, Ceiling.Default).Verdict);
    }

    [Fact]
    public void Compile_AGrantableLabel_SaysWhatReadingItCosts()
    {
        var ceiling =
            Ceiling.Default with { Labels = [new LabelRule("/srv/pay", Taint.Critical, Grantable: true)] };
        var policy = Compile("read /srv/pay/may.csv", ceiling);
        Assert.Equal("/srv/pay/may.csv is labelled CRITICAL by /srv/pay: reading it raises the agent's"
            + " taint to CRITICAL and closes its network for good", Assert.Single(policy.Paths).Reason);
        Assert.Equal(Verdict.Deny, Compile("write to /srv/pay/may.csv", ceiling).Verdict);
        Assert.Equal(Verdict.Deny, Compile("read /srv/pay/*.csv", ceiling).Verdict);
    }

    [Fact]
    public void Compile_AProgramThatStartsOthers_BringsThemAndTheirsAlong()
    {
        var policy = Compile("build the project with make");
        Assert.Empty(policy.Refusals);
        Assert.Null(Program(policy, "make").StartedBy);
        Assert.Equal("make", Program(policy, "gcc").StartedBy);
        Assert.Equal("g++", Program(policy, "as").StartedBy);
        Assert.Equal("gcc", Program(policy, "/usr/lib/gcc/x86_64-linux-gnu/*/cc1").StartedBy);
        Assert.DoesNotContain(policy.Programs, p => p.Program is "curl" or "ssh" or "perl" or "bash");
    }

    [Theory]
    [InlineData("use only npm to install the packages", "node")]
    [InlineData("build with make, not with gcc", "ld")]
    public void Compile_OnlyOneProgram_MeansItWithWhatItStarts(string goal, string started) =>
        Assert.NotNull(Program(Compile(goal), started).StartedBy);

    [Fact]
    public void Compile_AProgramThatIsRuledOut_IsNotStartedEither()
    {
        var policy = Compile("build with make, not with gcc");
        Assert.DoesNotContain(policy.Programs, p => p.Program is "gcc");
        Assert.Contains(new Refusal("gcc", Verdict.Deny, "the intent itself rules out gcc", true), policy.Refusals);
        Assert.Contains(new Refusal("awk", Verdict.Deny, "the ceiling denies awk"),
            Compile("build with make", Ceiling.Default with { DeniedPrograms = ["awk"] }).Refusals);
    }

    [Theory]
    [InlineData("run server.js with node", "node", true)]
    [InlineData("run /opt/node/bin/node on server.js", "/opt/node/bin/node", true)]
    [InlineData("build the .NET project with dotnet", "/usr/share/dotnet/sdk/*/Roslyn/bincore/csc", true)]
    [InlineData("build the .NET project with dotnet", "sh", false)]
    [InlineData("run analyse.py with python3", "python3", false)]
    [InlineData("build the project with make", "sh", false)]
    public void Compile_ProgramsWithAJustInTimeCompiler_KeepIt(string goal, string program, bool jit) =>
        Assert.Equal(jit, Program(Compile(goal), program).Jit);

    [Fact]
    public void Compile_AFileWithTheNameOfOneWhereAgentsWrite_IsNone() => Assert.DoesNotContain(
        Compile("run /home/ada/work/node on server.js").Programs, p => p.Jit);

    [Fact]
    public void Compile_AProgramWithAStar_IsNoPattern() => Assert.Equal(
        "DENY DENY!/usr/bin/*", PolicyExampleTests.Outline("run /usr/bin/*"));

    [Fact]
    public void Render_WhatIsStarted_StandsTogetherBehindWhatIsNamed() => Assert.Equal(
        [
            "ALLOW for 10m",
            "  run         tar                               named in the intent; packs and unpacks archives",
            "  run         bzip2 gzip sh xz zstd             tar starts it",
        ],
        PolicyText.Render(Compile("list letters.tar with tar")));

    private static ProgramGrant Program(CompiledPolicy policy, string name) =>
        Assert.Single(policy.Programs, p => p.Program == name);

    [Fact]
    public void IsWithin_FewerGrants_AreWithinMoreAreNot()
    {
        var ceiling = Ceiling.Default with { WriteAreas = ["/srv"] };
        var wide = Compile("download from weather.com and read /srv/a, write to /srv/b", ceiling);
        var narrow = Compile("download https://weather.com");
        Assert.True(narrow.IsWithin(wide));
        Assert.True(wide.IsWithin(wide));
        Assert.False(wide.IsWithin(narrow));
        Assert.False(Compile("download https://weather.com:8443").IsWithin(wide));
        Assert.False(Compile("use wget to download https://weather.com").IsWithin(wide));
        Assert.False(Compile("write to /srv/a", ceiling).IsWithin(wide));
        Assert.False(Compile("read /srv/a/b").IsWithin(wide));
        Assert.True(Compile("nothing at all").IsWithin(narrow));
    }

    [Theory]
    [InlineData('"')]
    [InlineData('`')]
    [InlineData('\'')]
    [InlineData('|')]
    [InlineData('(')]
    [InlineData('/')]
    [InlineData('.')]
    [InlineData('~')]
    [InlineData(':')]
    [InlineData('\u201C')]
    public void Compile_OneCharacterOverAndOver_EndsQuicklyAndGrantsNoProgram(char c)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Empty(Compile(new string(c, 4096)).Programs);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Compile_RandomPiecesOfIntents_NeverThrow()
    {
        string[] pieces =
        [
            "read", "http://", "https://x", "[::1]", "@", "~/", "..", "`", "\"", "'", " ", ":", "://", "-o",
                "=", "no",
            "only", "port", "443", "nc", "python3", "/etc/shadow", "weather.com", ".", ",", "and",
                "x@y.com:", "/..",
            "[", "]", "*", "$HOME/", "without", "send", "it", "-", "$(", "|", "[fe80::1]:99999", "a.b:0",
                "\n",
        ];
        var random = new Random(7);
        for (int run = 0; run < 20_000; run++)
        {
            string goal = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            var policy = Compile(goal);
            bool hasGrants = policy.Programs.Length + policy.Hosts.Length + policy.Paths.Length > 0;
            Assert.True(hasGrants ? policy.Verdict != Verdict.Deny : policy.Verdict != Verdict.Allow);
            Assert.DoesNotContain(policy.Hosts, h => h.Port == 0);
            Assert.DoesNotContain(policy.Paths, p =>
                (p.Path + "/").StartsWith("/etc/shadow/", StringComparison.Ordinal));
        }
    }
}
