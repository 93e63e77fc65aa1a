using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Intent;

public sealed class NegationTests
{
    private static string[] Programs(string goal) =>
        [.. PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(10), Ceiling.Default).Programs.Select(grant => grant.Program)];

    [Theory]
    [InlineData("print the lines in file.txt that do not match a regex", "grep")]
    [InlineData("show lines of notes.txt which don't contain a word", "grep")]
    [InlineData("list all files excluding hidden directories", "find")]
    public void WhatNarrowsThings_StillSpeaksOfTheWork(string goal, string program) => Assert.Contains(program, Programs(goal));

    [Theory]
    [InlineData("list the files with tools that do not download anything", "curl")]
    [InlineData("copy files that are not to be deleted", "rm")]
    [InlineData("list the files in a way that does not touch the network", "ip")]
    [InlineData("list all files, do not delete any", "rm")]
    public void WhatIsRuledOut_BringsNoProgram(string goal, string program) => Assert.DoesNotContain(program, Programs(goal));

    [Theory]
    [InlineData("split list.txt into files with at most 600 lines each")]
    [InlineData("print $x with at least two digits")]
    public void AnEverydayWordBehindALead_IsNoProgram(string goal) => Assert.DoesNotContain("at",
        PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(10), Ceiling.Default).Refusals.Select(refusal => refusal.Subject));

    [Fact]
    public void AProgramThatIsNamedAsOne_IsOne() => Assert.Contains("at",
        PolicyCompiler.Compile("run at now", TimeSpan.FromMinutes(10), Ceiling.Default).Refusals.Select(r => r.Subject));
}
