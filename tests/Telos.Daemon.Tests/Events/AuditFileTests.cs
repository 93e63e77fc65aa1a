using System.Text;
using Telos.Core.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class AuditFileTests
{
    private const string Line = """{"id":5,"time":"T",""" + Rest;
    private const string Rest =
        "\"action\":\"ended\",\"agent\":1,\"pid\":2,\"parent_pid\":3,\"uid\":4,\"program\":\"\",\"gate\":\"none\","
        + "\"verdict\":\"ALLOW\",\"reason\":\"none\",\"taint\":\"CLEAN\",\"subject\":\"s\"}";

    [Fact]
    public void Read_OfNoFile_IsEmpty()
    {
        using TempDirectory temp = new();
        Assert.Empty(AuditFile.Read(temp.File("none")));
    }

    [Fact]
    public void Read_SkipsWhatIsNoRecord()
    {
        using TempDirectory temp = new();
        string path = temp.Write("audit.jsonl", $"{Line}\nnot json\n\n[]\n{Line}\n{Line[..50]}");
        Assert.Equal([5L, 5L], AuditFile.Read(path).Select(record => record.Id));
    }

    [Fact]
    public void TryParse_OfALine_GivesEveryField()
    {
        Assert.True(AuditFile.TryParse(Encoding.UTF8.GetBytes(Line), out AuditRecord? record));
        Assert.Equal(
            new AuditRecord(5, "T", "ended", 1, 2, 3, 4, "", "none", "ALLOW", "none", "CLEAN", "s", null), record);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":5,"time":null,""" + Rest)]
    public void TryParse_OfSomethingElse_IsFalse(string line)
    {
        Assert.False(AuditFile.TryParse(Encoding.UTF8.GetBytes(line), out AuditRecord? record));
        Assert.Null(record);
    }
}
