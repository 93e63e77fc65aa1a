using System.Collections.Immutable;
using Telos.Core.Exec;
using Xunit;

namespace Telos.Core.Tests.Exec;

public sealed class ProgramLinesTests
{
    private static ProgramFault? Read(string text, out ImmutableArray<ProgramRow> rows) =>
        ProgramLines.TryRead(new StringReader(text), out rows);

    [Fact]
    public void TryRead_ALine_IsAProgramForEachName()
    {
        const string Text = "let all = sh ls\n# a note\n\nfrob frobd =fb | Fetch Upload | frobs | frob file/files; %find @path"
            + " | $all env\n";
        Assert.Null(Read(Text, out ImmutableArray<ProgramRow> rows));
        Assert.Equal(["frob", "frobd"], rows.Select(row => row.Name));
        Assert.Equal(ProgramTraits.Fetch | ProgramTraits.Upload, rows[1].Traits);
        Assert.Equal(["fb"], rows[0].Aliases);
        Assert.Equal(["sh", "ls", "env"], rows[1].Needs);
        Assert.Equal(2, rows[0].Terms.Length);
        Assert.Empty(rows[1].Terms);
        Assert.Equal("fil", Assert.Single(rows[0].Terms[0].Groups[1]));
    }

    [Theory]
    [InlineData("frob | Fetch | frobs", 1, "a program is written")]
    [InlineData("\nfrob | Fly | frobs |", 2, "there is no trait Fly")]
    [InlineData("frob | 4 | frobs |", 1, "there is no trait 4")]
    [InlineData("frob | None | frobs | %fly", 1, "there is no kind of verb %fly")]
    [InlineData("frob | None | frobs | @somewhere", 1, "there is no kind of thing @somewhere")]
    [InlineData("frob | None | frobs | | $all", 1, "there is no list $all")]
    [InlineData("=frob | None | frobs |", 1, "the line names no program")]
    [InlineData("let all", 1, "a list is written")]
    [InlineData("let a = sh\nlet a = ls", 2, "the list a is there twice")]
    [InlineData("frob | None | frobs | a b c d e f g h i", 1, "a term has 8 groups")]
    public void TryRead_ABadLine_IsToldByItsNumber(string text, int line, string reason)
    {
        ProgramFault fault = Read(text, out _)!;
        Assert.Equal(line, fault.Line);
        Assert.StartsWith(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_AProgramOfTheOperators_ReplacesTheBuiltInOneAndItsAliases()
    {
        Assert.Null(Read("nc =netcat | RawNetwork | connects | port open\nls =l | None | lists |", out var builtIn));
        Assert.Null(Read("nc | Fetch | is ours |\nlist =l | None | ours too |", out var own));
        ImmutableArray<ProgramRow> rows = OperatorPrograms.Over(builtIn, own);

        Assert.Equal(["ls", "nc", "list"], rows.Select(row => row.Name));
        Assert.Equal((ProgramTraits.Fetch, 0), (rows[1].Traits, rows[1].Terms.Length));
        Assert.Empty(rows[0].Aliases);
        Assert.Equal(["l"], rows[2].Aliases);
    }

    [Fact]
    public void Use_AfterTheTableWasRead_IsRefused()
    {
        Assert.NotNull(ProgramTable.Find("ls"));
        Assert.Throws<InvalidOperationException>(() => OperatorPrograms.Use([]));
    }
}
