using System.Text;
using Telos.Core.Exec;
using Telos.Core.Intent;
using Telos.Core.Policy;
using Xunit;
using Verdict = Telos.Core.Abi.Verdict;

namespace Telos.Core.Tests.Exec;

public sealed class ArgumentRulesTests
{
    [Fact]
    public void Sets_AreWhatTheKernelCanHold()
    {
        Assert.Equal(Enumerable.Range(1, ArgumentRules.Sets.Length).Select(i => (uint)i), ArgumentRules.Sets.Select(s => s.Id));
        foreach (var set in ArgumentRules.Sets)
        {
            Assert.All(set.Words, word => Assert.InRange(Encoding.UTF8.GetByteCount(word.Text), 2, ArgumentWord.BytesMax));
            Assert.All(set.Words, word => Assert.True(Ascii.IsValid(word.Text)));
            Assert.All(set.Words, word => Assert.Equal(
                word.Kind is ArgumentWordKind.Kept or ArgumentWordKind.Items, !word.Text.StartsWith('-')));
            Assert.Equal(set.Words.Length, set.Words.Select(w => w.Text).Distinct().Count());
            Assert.Equal((0UL, 0UL), (set.Refused.Low & set.Valued.Low, set.Refused.High & set.Valued.High));
            Assert.Equal(set.Keyed, new LetterSet(set.Keyed.Low & set.Valued.Low, set.Keyed.High & set.Valued.High));
            Assert.Equal(
                set.Keyed != default && set.Keyed != LetterSet.Of("m"), set.Words.Any(w => w.Kind == ArgumentWordKind.Key));
        }
    }

    [Fact]
    public void Named_SpellsEachAbbreviationThatTheProgramTakes() => Assert.Equal(
        ["--co", "--com", "--comp", "--compr", "--compre", "--compres", "--compress", "--compress-", "--compress-p",
            "--compress-pr", "--compress-pro", "--compress-prog", "--compress-progr", "--compress-progra",
            "--compress-program"],
        ArgumentRules.Named("sort").Words.Select(w => w.Text));

    [Theory]
    [InlineData("a", 0, 1UL << 33)]
    [InlineData("A@", 0, 3UL)]
    [InlineData("0", 1UL << 48, 0)]
    public void LetterSet_IsIndexedByAscii(string letters, ulong low, ulong high)
    {
        Assert.Equal(new LetterSet(low, high), LetterSet.Of(letters));
        Assert.True(LetterSet.Of(letters).Has(letters[0]));
        Assert.False(LetterSet.Of(letters).Has('z'));
        Assert.False(LetterSet.Of(letters).Has((char)(letters[0] + 128)));
    }

    [Theory]
    [InlineData("curl", Verbs.Fetch, false, "curl")]
    [InlineData("/usr/bin/curl", Verbs.Fetch, true, "curl")]
    [InlineData("curl", Verbs.Fetch | Verbs.Send, false, null)]
    [InlineData("wget", Verbs.Send, false, "wget.send")]
    [InlineData("find", Verbs.Find, false, "find")]
    [InlineData("find", Verbs.Delete, false, "find.delete")]
    [InlineData("find", Verbs.Find, true, null)]
    [InlineData("tar", Verbs.Extract, false, "tar")]
    [InlineData("tar", Verbs.Extract, true, null)]
    [InlineData("git", Verbs.Clone, false, "git")]
    [InlineData("ssh", Verbs.Run, true, "ssh")]
    [InlineData("/usr/bin/gawk", Verbs.Read, false, "awk")]
    [InlineData("awk", Verbs.Run, false, "awk.run")]
    [InlineData("cat", Verbs.Read, false, null)]
    [InlineData("python3", Verbs.Run, false, null)]
    public void Find_GivesWhatTheUseAllows(string program, Verbs uses, bool builds, string? expected) =>
        Assert.Equal(expected, ArgumentRules.Find(program, uses, builds)?.Name);

    [Theory]
    [InlineData("run build.py with python3", "python3", "script.python", "build.py")]
    [InlineData("run bash /opt/app/report.sh, then run bash tidy.sh", "bash", "script.sh", "/opt/app/report.sh tidy.sh")]
    [InlineData("run analyse.py", "python3", "script.python", "analyse.py")]
    [InlineData("check the data with python3 -m doctest_runner", "python3", "script.python", "-mdoctest_runner")]
    [InlineData("run build.js with node", "node", "script.node", "build.js")]
    [InlineData("run make and then run check.sh with sh", "sh", null, null)]
    public void Compile_AnInterpreterGetsItsScripts(string goal, string program, string? set, string? scripts)
    {
        ProgramGrant grant = Assert.Single(Compile(goal).Programs, p => p.Program == program);
        Assert.Equal(set, grant.Arguments);
        Assert.Equal(scripts, grant.Scripts is { } named ? string.Join(' ', named) : null);
    }

    [Fact]
    public void Compile_AnInterpreterForDataIsAskedAbout()
    {
        CompiledPolicy policy = Compile("summarise sales.csv with python3");
        Assert.DoesNotContain(policy.Programs, p => p.Program == "python3");
        Assert.Contains(policy.Refusals, r => r is { Subject: "python3", Verdict: Verdict.Escalate });
    }

    [Fact]
    public void IsWithin_AnotherScriptOrAnyScript_IsNot()
    {
        var one = Compile("run build.sh with bash");
        var two = Compile("run build.sh with bash, then run clean.sh with bash");
        var any = one with { Programs = [.. one.Programs.Select(p => p with { Arguments = null, Scripts = null })] };
        Assert.True(one.IsWithin(two));
        Assert.True(one.IsWithin(any));
        Assert.False(two.IsWithin(one));
        Assert.False(any.IsWithin(one));
    }

    [Theory]
    [InlineData("download the weather report from weather.com", "curl")]
    [InlineData("download a weather report from weather.com", "curl")]
    [InlineData("download the latest blog post from weather.com", "curl")]
    [InlineData("download from weather.com, do not upload anything", "curl")]
    [InlineData("upload the summary to weather.com", null)]
    [InlineData("download from weather.com and post a summary to weather.com", null)]
    [InlineData("I need to send the summary to weather.com with curl", null)]
    public void Compile_CurlSendsBytesOutWhenTheWordsOrderIt(string goal, string? expected) => Assert.Equal(
        expected, Assert.Single(Compile(goal).Programs, p => p.Program == "curl").Arguments);

    [Fact]
    public void IsWithin_AnIntentThatUploads_IsWiderThanOneThatDownloads()
    {
        var down = Compile("download https://weather.com with curl");
        var up = Compile("upload a.txt to https://weather.com with curl");
        Assert.True(down.IsWithin(up));
        Assert.False(up.IsWithin(down));
        Assert.True(ArgumentRules.IsWithin("find", "find.delete"));
        Assert.False(ArgumentRules.IsWithin("find.delete", "find"));
        Assert.False(ArgumentRules.IsWithin(null, "find"));
        Assert.False(ArgumentRules.IsWithin("tar", "find"));
        Assert.True(ArgumentRules.IsWithin("tar", null));
    }

    [Theory]
    [InlineData("/usr/bin/python3.11", "python3")]
    [InlineData("gcc-12", "gcc")]
    [InlineData("/usr/bin/perl5.36.0", "perl")]
    [InlineData("sha256sum", "sha256sum")]
    [InlineData("/usr/bin/perl5.36-x86_64-linux-gnu", "perl")]
    [InlineData("bash-static", "bash")]
    [InlineData("python3-dbg", "python3")]
    [InlineData("python3.11-dbg", "python3")]
    [InlineData("/bin/zsh5", "zsh")]
    [InlineData("python3-config", null)]
    [InlineData("x86_64-linux-gnu", null)]
    [InlineData("gzip-static", null)]
    [InlineData("-linux-gnu", null)]
    [InlineData("cc1", null)]
    [InlineData("12", null)]
    [InlineData("", null)]
    public void FindByPath_AVersionBehindTheName_IsTheSameProgram(string path, string? expected) =>
        Assert.Equal(expected, ProgramTable.FindByPath(path)?.Name);

    private static CompiledPolicy Compile(string goal) =>
        PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(10), Ceiling.Default);
}
