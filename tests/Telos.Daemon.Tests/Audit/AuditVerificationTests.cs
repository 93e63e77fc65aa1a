using System.Text.Json;
using Telos.Core.Audit;
using Telos.Daemon.Audit;
using Xunit;

namespace Telos.Daemon.Tests.Audit;

public sealed class AuditVerificationTests : IDisposable
{
    private readonly AuditHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Verify_OfALogThatNobodyTouched_FindsNothing()
    {
        _host.Live(3);
        _host.Die(2);
        _host.Live(4);
        _host.Die(1);
        AuditFindings found = _host.Findings;
        Assert.Empty(found.Faults);
        Assert.Equal((10, 1, 10, 9L, 0, 0), (found.Count, found.First, found.Last, found.SignedId, found.Lost, found.Unsealed));
    }

    [Fact]
    public void Verify_OverFilesThatAreGone_GoesByTheStore()
    {
        for (int i = 0; i < 8; i++)
        {
            _host.Live(5, fileBytesMax: 2000);
        }

        Assert.True(Telos.Daemon.Events.AuditFile.Read(_host.Paths.Log).Count() < 10);
        AuditFindings found = _host.Findings;
        Assert.Empty(found.Faults);
        Assert.Equal((40, 1, 40), (found.Count, found.First, found.Last));
    }

    [Fact]
    public void Verify_AfterTheOldestWereDropped_BeginsBehindThem()
    {
        _host.Live(10_030, keptMax: 20);
        AuditFindings found = _host.Findings;
        Assert.Empty(found.Faults);
        Assert.Equal((20, 10_011, 10_030), (found.Count, found.First, found.Last));
        _host.Execute("DELETE FROM record WHERE id = 10011");
        Assert.Contains("record 10011 is missing", _host.Findings.Faults);
    }

    [Theory]
    [InlineData("UPDATE record SET line = CAST(replace(line, 'curl', 'wget') AS BLOB) WHERE id = 3",
        "record 3 was changed, or what was before it")]
    [InlineData("UPDATE record SET subject = 'nothing' WHERE id = 3", "record 3 is not what its line says")]
    [InlineData("DELETE FROM record WHERE id = 3", "record 3 is missing")]
    [InlineData("DELETE FROM record WHERE id IN (2, 3)", "records 2 to 3 are missing")]
    [InlineData("UPDATE record SET id = 30 WHERE id = 3", "record 3 is missing")]
    [InlineData("UPDATE mark SET id = 4", "the signature of record 4 (head) is not this key's")]
    [InlineData("UPDATE mark SET signature = x'00'", "the signature of record 5 (head) is not this key's")]
    [InlineData("DELETE FROM mark", "nothing is signed")]
    public void Verify_OfAStoreThatWasChanged_SaysWhat(string sql, string fault)
    {
        _host.Live(5);
        _host.Execute(sql);
        Assert.Contains(fault, _host.Findings.Faults);
    }

    [Fact]
    public void Verify_AfterTheEndWasTakenOff_SaysSo()
    {
        _host.Live(5);
        File.Delete(_host.Paths.Log);
        _host.Execute("DELETE FROM record WHERE id > 3");
        string fault = Assert.Single(_host.Findings.Faults);
        Assert.StartsWith("record 5, which was signed at ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfFilesThatWereChanged_SaysWhat()
    {
        _host.Live(2);
        _host.Die(3);
        string[] lines = File.ReadAllLines(_host.Paths.Log);
        File.WriteAllLines(_host.Paths.Log, [lines[0].Replace("curl", "wget", StringComparison.Ordinal), .. lines[1..]]);
        Assert.Equal(["record 1 is another in audit.jsonl than in the store"], _host.Findings.Faults);
        File.WriteAllLines(_host.Paths.Log, [.. lines[..3], lines[4]]);
        Assert.Equal(["record 4 is missing", "record 5 was changed, or what was before it"], _host.Findings.Faults);
    }

    [Fact]
    public void Verify_OfRecordsWhoseSealsWereTakenOff_SaysSo()
    {
        _host.Live(2);
        _host.Die(2);
        string[] lines = File.ReadAllLines(_host.Paths.Log);
        string[] bare = [.. lines[2..].Select(line => line[..line.IndexOf(",\"hash\"", StringComparison.Ordinal)] + "}")];
        File.WriteAllLines(_host.Paths.Log, [.. lines[..2], .. bare]);
        Assert.Equal(["record 3 has no seal, and the one before it has"], _host.Findings.Faults);
    }

    [Fact]
    public void Verify_WithAnotherKey_SaysThatItIsNotThatOnes()
    {
        _host.Live(2);
        using AuditHost other = new();
        other.Live(1);
        File.Copy(other.Paths.PublicKey, _host.Paths.PublicKey, overwrite: true);
        Assert.Equal(["the signature of record 2 (head) is not this key's"], _host.Findings.Faults);
    }

    [Fact]
    public void Verify_WithoutAStore_SaysSo()
    {
        _host.Die(2);
        Assert.Equal([$"{_host.Paths.Store} is not there: it has all but the latest records"], _host.Findings.Faults);
        Assert.Equal(2, _host.Findings.Count);
    }

    [Fact]
    public void Verify_OfRecordsOfAnEarlierVersion_CountsThem()
    {
        string unsealed = JsonSerializer.Serialize(AuditHost.Record with { Id = 1 }, AuditJson.Default.AuditRecord);
        File.WriteAllText(_host.Paths.Log, unsealed + "\n");
        _host.Live(2);
        AuditFindings found = _host.Findings;
        Assert.Empty(found.Faults);
        Assert.Equal((3, 1), (found.Count, found.Unsealed));
    }
}
