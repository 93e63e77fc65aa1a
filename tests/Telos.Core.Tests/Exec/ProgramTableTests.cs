using Telos.Core.Exec;
using Xunit;

namespace Telos.Core.Tests.Exec;

public sealed class ProgramTableTests
{
    [Theory]
    [InlineData("python", "python3")]
    [InlineData("netcat", "nc")]
    [InlineData("nodejs", "node")]
    [InlineData("pip3", "pip")]
    [InlineData("curl", "curl")]
    public void Find_NamesAndAliases_LeadToOneRow(string name, string expected) =>
        Assert.Equal(expected, ProgramTable.Find(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("CURL")]
    [InlineData("frobnicate")]
    [InlineData("/usr/bin/curl")]
    public void Find_OtherNames_FindNothing(string name) => Assert.Null(ProgramTable.Find(name));

    [Theory]
    [InlineData("nc", ProgramTraits.RawNetwork)]
    [InlineData("socat", ProgramTraits.RawNetwork)]
    [InlineData("telnet", ProgramTraits.RawNetwork)]
    [InlineData("bash", ProgramTraits.Shell)]
    [InlineData("python3", ProgramTraits.Interpreter)]
    [InlineData("sudo", ProgramTraits.Escalate)]
    [InlineData("crontab", ProgramTraits.Persist)]
    [InlineData("gdb", ProgramTraits.Debug)]
    [InlineData("curl", ProgramTraits.Upload)]
    [InlineData("find", ProgramTraits.StartsOthers)]
    public void Rows_DangerousPrograms_AreMarked(string name, ProgramTraits trait) =>
        Assert.True(ProgramTable.Find(name)!.Is(trait));

    [Theory]
    [InlineData("/usr/bin/node", true)]
    [InlineData("dotnet", true)]
    [InlineData("/usr/lib/jvm/java-17-openjdk-amd64/bin/java", true)]
    [InlineData("nodejs", true)]
    [InlineData("python3", false)]
    [InlineData("sh", false)]
    [InlineData("perl", false)]
    [InlineData("/usr/bin/noded", false)]
    public void IsJit_IsForProgramsThatWriteMachineCode(string path, bool expected) =>
        Assert.Equal(expected, ProgramTable.IsJit(path));

    [Fact]
    public void Rows_PathsThatAProgramStarts_HoldAtMostOneStar() => Assert.DoesNotContain(
        ProgramTable.Rows.SelectMany(r => r.Needs), n => n.Count(c => c == '*') > 1);

    [Fact]
    public void Rows_WhatAProgramStarts_IsInTheTableOrAbsolute() => Assert.DoesNotContain(
        ProgramTable.Rows.SelectMany(r => r.Needs), n => n[0] != '/' && ProgramTable.Find(n) is null);

    [Fact]
    public void Rows_AreAtLeastFourHundredPrograms() => Assert.InRange(ProgramTable.Rows.Length, 400, int.MaxValue);

    [Fact]
    public void Rows_EachSaysWhatItDoes() => Assert.DoesNotContain(ProgramTable.Rows, r => r.Summary.Length == 0);

    [Theory]
    [InlineData("sudo")]
    [InlineData("nc")]
    [InlineData("bash")]
    [InlineData("python3")]
    [InlineData("crontab")]
    [InlineData("gdb")]
    [InlineData("systemctl")]
    [InlineData("docker")]
    [InlineData("iptables")]
    public void MayBeImplied_DangerousPrograms_MayNot(string name) =>
        Assert.False(ProgramJudge.MayBeImplied(ProgramTable.Find(name)!));

    [Theory]
    [InlineData("find")]
    [InlineData("awk")]
    [InlineData("curl")]
    [InlineData("make")]
    public void MayBeImplied_ProgramsThatAreHeldOtherwise_May(string name) =>
        Assert.True(ProgramJudge.MayBeImplied(ProgramTable.Find(name)!));
}
