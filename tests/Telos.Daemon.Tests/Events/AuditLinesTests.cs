using System.Text;
using Telos.Core.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class AuditLinesTests : IDisposable
{
    private static readonly AuditRecord s_record = new(
        1, "2026-01-02T03:04:05.678Z", "refused", 7, 10, 9, 1000, "curl", "exec", "DENY", "none", "CLEAN", "/bin/x");

    private readonly AuditLines _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void WholeIn_IsWhatADiskTookBeforeItWasFull()
    {
        _lines.Add(s_record);
        _lines.Add(s_record with { Id = 2 });
        string[] lines = Encoding.UTF8.GetString(_lines.Text).Split('\n');
        int first = lines[0].Length + 1;
        int both = first + lines[1].Length + 1;
        Assert.Equal(both, _lines.Text.Length);
        Assert.Equal((0, 0), _lines.WholeIn(-1));
        Assert.Equal((0, 0), _lines.WholeIn(first - 2));
        Assert.Equal((1, first), _lines.WholeIn(first - 1));
        Assert.Equal((1, first), _lines.WholeIn(first));
        Assert.Equal((1, first), _lines.WholeIn(both - 2));
        Assert.Equal((2, both), _lines.WholeIn(both - 1));
        Assert.Equal((2, both), _lines.WholeIn(both));
    }

    [Fact]
    public void HashOfLast_IsTheSealOfThatLine()
    {
        _lines.Add(s_record);
        string first = Convert.ToHexStringLower(_lines.Hash);
        _lines.Add(s_record with { Id = 2 });
        Assert.Equal(first, Convert.ToHexStringLower(_lines.HashOfLast(1)));
        Assert.Equal(Convert.ToHexStringLower(_lines.Hash), Convert.ToHexStringLower(_lines.HashOfLast(2)));
    }

    [Fact]
    public void Clear_SealsTheNextToThatHash()
    {
        byte[] hash = [.. Enumerable.Repeat((byte)7, AuditChain.HashBytes)];
        _lines.Add(s_record);
        _lines.Clear(hash);
        Assert.Equal(0, _lines.Count);
        Assert.True(_lines.Text.IsEmpty);
        _lines.Add(s_record);
        Assert.True(AuditChain.Follows(_lines.Text[..^1], hash));
        Assert.Equal((byte)'\n', _lines.TextOnANewLine[0]);
    }
}
