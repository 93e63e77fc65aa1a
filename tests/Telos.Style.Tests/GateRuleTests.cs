using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class GateRuleTests
{
    private const string Good = """
        // SPDX-License-Identifier: MIT OR GPL-2.0-only
        /*
         * A gate: may it?
         *
         * Hook: file_open.
         * Maps read: a. Written: b.
         * Fails closed: always.
         */
        int f(void)
        {
        	return -EPERM;
        }

        char LICENSE[] SEC("license") = "Dual MIT/GPL";
        """;

    [Fact]
    public void Tree_HasGatesThatSayWhatTheyDo() => WorkingTree.AssertKeeps(GateRule.Check);

    [Fact]
    public void Tree_HasGates() =>
        Assert.Contains(WorkingTree.Files, file => file.Path == "bpf/lsm/exec.bpf.c");

    [Fact]
    public void Check_OfAGateThatKeepsIt_SaysNothing() =>
        Assert.Empty(Sample.Check(GateRule.Check, "bpf/lsm/a.bpf.c", Good));

    [Theory]
    [InlineData("MIT OR GPL-2.0-only", "MIT", "1: line 1 is not // SPDX-License-Identifier: MIT OR GPL-2.0-only")]
    [InlineData(" * Hook: file_open.\n", "", "2: the header comment has no line (?m)^ \\* Hooks?: ")]
    [InlineData(" * Maps read: a. Written: b.\n", "", "2: the header comment has no line (?m)^ \\* Maps ")]
    [InlineData("Fails closed:", "Fails:", "2: the header comment has no line (?m)^ \\* Fails (closed|open): ")]
    [InlineData("return -EPERM;", "return -1;", "11: return -1;")]
    [InlineData("return -EPERM;", "bpf_printk(\"x\");", "11: bpf_printk")]
    [InlineData("\"Dual MIT/GPL\"", "\"GPL\"", "14: does not declare Dual MIT/GPL")]
    public void Check_OfAGateThatBreaksIt_SaysWhere(string part, string instead, string finding) => Assert.Equal(
        [$"bpf/lsm/a.bpf.c:{finding}"],
        Sample.Check(GateRule.Check, "bpf/lsm/a.bpf.c", Good.Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void Check_OfAGateWithoutAHeaderComment_SaysWhatIsMissing() => Assert.Equal(
        [
            "bpf/iter/a.bpf.c:2: no header comment on line 2",
        ],
        Sample.Check(GateRule.Check, "bpf/iter/a.bpf.c", Good.Replace("/*\n", "#include\n/*\n", StringComparison.Ordinal)));
}
