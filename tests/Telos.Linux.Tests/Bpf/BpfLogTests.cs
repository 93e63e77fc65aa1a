using Telos.Linux.Bpf;
using Xunit;

namespace Telos.Linux.Tests.Bpf;

public sealed class BpfLogTests
{
    [Fact]
    public void LastLines_OfAVerifierLog_AreTheReasonWithoutStatistics()
    {
        const string Log = """
            libbpf: prog 'gate': BPF program load failed: Permission denied
            libbpf: prog 'gate': -- BEGIN PROG LOAD LOG --
            0: (61) r1 = *(u32 *)(r1 +0)
            1: (71) r0 = *(u8 *)(r1 +0)
            invalid access to packet, off=0 size=1
            verification time 33 usec
            stack depth 0
            processed 2 insns (limit 1000000) max_states_per_insn 0
            -- END PROG LOAD LOG --
            libbpf: prog 'gate': failed to load: -13
            libbpf: failed to load object 'x'
            """;
        Assert.Equal(
            "1: (71) r0 = *(u8 *)(r1 +0) / invalid access to packet, off=0 size=1", BpfLog.LastLines(Log));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\n \n", null)]
    [InlineData("libbpf: elf: not an object\n", "libbpf: elf: not an object")]
    [InlineData("a\nb\nc\n", "b / c")]
    public void LastLines_WithoutAVerifierLog_AreTheLastOfAll(string text, string? expected) =>
        Assert.Equal(expected, BpfLog.LastLines(text));
}
