using Telos.Core.Proof;
using Xunit;

namespace Telos.Core.Tests.Proof;

public sealed class ProofReportTests
{
    private static readonly ProofResult s_held = ProofResult.Judge("exec.any", 1, "EPERM", null, "exec", "exec_not_granted");
    private static readonly ProofResult s_escaped = ProofResult.Judge("files.any", null, null, null);
    private static readonly ProofResult s_absent = ProofResult.Judge("rings.any", 46, "ENOSYS", "ENOSYS");
    private static readonly ProofResult s_unproven = ProofResult.Judge("network.any", 25, "EPERM", "ECONNREFUSED");

    [Fact]
    public void Score_CountsWhatThisKernelHas()
    {
        Assert.Equal("held 1 of 1, unproven 0, ESCAPED 0", ProofReport.Of([s_held]).Score());
        Assert.Equal(
            "held 1 of 3, unproven 1, ESCAPED 1 (absent 1)",
            ProofReport.Of([s_held, s_escaped, s_absent, s_unproven]).Score());
        Assert.Equal("held 0 of 0, unproven 0, ESCAPED 0", ProofReport.Of([]).Score());
    }

    [Fact]
    public void Json_HasTheCountsAndEachAttack() => Assert.Equal(
        """
        {"held":1,"tried":2,"unproven":0,"escaped":1,"absent":0,"attacks":[
        {"name":"exec.any","section":1,"verdict":"held","seen":"EPERM","twin":null,"gate":"exec","reason":"exec_not_granted"},
        {"name":"files.any","section":null,"verdict":"escaped","seen":null,"twin":null,"gate":null,"reason":null}]}
        """.Replace("\n", "", StringComparison.Ordinal),
        ProofReport.Of([s_held, s_escaped]).Json());
}
