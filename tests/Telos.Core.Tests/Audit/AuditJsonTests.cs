using System.Text.Json;
using Telos.Core.Audit;
using Xunit;

namespace Telos.Core.Tests.Audit;

public sealed class AuditJsonTests
{
    private const string WithGoal =
        """
        {"id":9007199254740993,"time":"2026-01-02T03:04:05.678Z","action":"refused","agent":7,"pid":10,"parent_pid":9,
        "uid":1000,"program":"curl","gate":"network","verdict":"DENY","reason":"net_not_granted","taint":"CLEAN",
        "subject":"connect tcp 192.0.2.1:443","goal":"fetch a page"}
        """;

    private static readonly AuditRecord s_record = new(
        9007199254740993, "2026-01-02T03:04:05.678Z", "refused", 7, 10, 9, 1000, "curl", "network", "DENY",
        "net_not_granted", "CLEAN", "connect tcp 192.0.2.1:443", "fetch a page");

    [Fact]
    public void Record_IsOneLineInThisOrder() =>
        Assert.Equal(WithGoal.ReplaceLineEndings(""), JsonSerializer.Serialize(s_record, AuditJson.Default.AuditRecord));

    [Fact]
    public void Record_ReadsBack() =>
        Assert.Equal(s_record, JsonSerializer.Deserialize(WithGoal, AuditJson.Default.AuditRecord));

    [Fact]
    public void Record_WithoutAGoal_LeavesItOut() => Assert.EndsWith(
        "\"subject\":\"connect tcp 192.0.2.1:443\"}",
        JsonSerializer.Serialize(s_record with { Goal = null }, AuditJson.Default.AuditRecord),
        StringComparison.Ordinal);

    // A file name may hold anything but / and zero.
    [Fact]
    public void Record_WithControlCharacters_StaysOneLine()
    {
        string line = JsonSerializer.Serialize(
            s_record with { Subject = "read /tmp/a\nb\u001b[2J\"\\" }, AuditJson.Default.AuditRecord);
        Assert.Contains("""read /tmp/a\nb\u001B[2J\u0022\\""", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void Record_FromANewerTelos_KeepsWhatThisOneKnows()
    {
        string newer = WithGoal.Replace("{\"id\"", "{\"domain\":\"example.com\",\"id\"", StringComparison.Ordinal);
        Assert.Equal(s_record, JsonSerializer.Deserialize(newer, AuditJson.Default.AuditRecord));
    }

    [Theory]
    [InlineData("\"pid\":10,", "")]
    [InlineData("\"pid\":10,", "\"pid\":-1,")]
    [InlineData("\"program\":\"curl\",", "\"program\":null,")]
    [InlineData("\"program\":\"curl\",", "")]
    public void Record_ThatIsNotWhole_IsRefused(string part, string instead) => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize(
            WithGoal.Replace(part, instead, StringComparison.Ordinal), AuditJson.Default.AuditRecord));
}
