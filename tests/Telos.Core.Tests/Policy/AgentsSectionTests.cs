using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

/// <summary>The sections agents and taint.</summary>
public sealed class AgentsSectionTests
{
    [Fact]
    public void TryParse_OfAgentsAndTaint_TakesEffect()
    {
        const string Text =
            "agents: {max: 40, per_user: 4, users: [builder, '1000']}\ntaint: {slam_at: high, pages_max: critical}\n";

        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Text, "p", out Ceiling ceiling, out _));
        Assert.Equal((40, 4), (ceiling.Agents.Max, ceiling.Agents.PerUser));
        Assert.Equal(["1000", "builder"], ceiling.Agents.Users!.Value);
        Assert.Equal((Taint.High, Taint.Critical), (ceiling.SlamAt, ceiling.PagesMax));
    }

    [Fact]
    public void TryParse_WithoutAgentsAndTaint_LetsEverybodyStartThemAndCutsAtCritical()
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse("", "p", out Ceiling ceiling, out _));
        Assert.Null(ceiling.Agents.Users);
        Assert.Equal((AgentRules.AgentsMax, AgentRules.AgentsMax), (ceiling.Agents.Max, ceiling.Agents.PerUser));
        Assert.Equal((Taint.Critical, Taint.High), (ceiling.SlamAt, ceiling.PagesMax));
    }

    [Theory]
    [InlineData("agents: {max: 0}", "p:1:15: max is a whole number from 1 to 4096")]
    [InlineData("agents: {per_user: 5000}", "p:1:20: per_user is a whole number from 1 to 4096")]
    [InlineData("agents: {users: ['a:b']}", "p:1:18: users: \"a:b\" is neither a user's name nor a number")]
    [InlineData("agents: {user: [x]}", "p:1:10: unknown key \"agents.user\": write max, per_user or users")]
    [InlineData("taint: {slam_at: clean}", "p:1:18: slam_at is low, medium, high or critical, not \"clean\"")]
    [InlineData("taint: {pages_max: none}", "p:1:20: pages_max is low, medium, high or critical, not \"none\"")]
    public void TryParse_BadAgentsOrTaint_SaysWhatAndWhere(string text, string fault)
    {
        Assert.NotEqual(CeilingStatus.Ok, CeilingFile.TryParse(text, "p", out _, out string told));
        Assert.Equal(fault, told);
    }
}
