using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class AgentQuotaTests
{
    [Fact]
    public void Require_BelowEachBound_Passes() =>
        AgentQuota.Require(new AgentRules(3, 2, ["1000", "root"]), 1000, [1000, 0]);

    [Theory]
    [InlineData(3, 2, 1000, "agents.per_user")]
    [InlineData(2, 2, 0, "agents.max")]
    public void Require_AtABound_NamesIt(int max, int perUser, uint uid, string key) =>
        Assert.Contains(key, Refusal(new AgentRules(max, perUser, null), uid, [1000, 1000]), StringComparison.Ordinal);

    [Theory]
    [InlineData("1001")]
    [InlineData("root")]
    [InlineData("no such user")]
    public void Require_ForAUserWhoIsNotListed_IsRefused(string listed) =>
        Assert.Contains(
            "agents.users", Refusal(AgentRules.Default with { Users = [listed] }, 1000, []), StringComparison.Ordinal);

    [Fact]
    public void Require_ForAListedNameAndForRoot_Passes()
    {
        AgentQuota.Require(AgentRules.Default with { Users = ["daemon"] }, 1, []);
        AgentQuota.Require(AgentRules.Default with { Users = [] }, 0, []);
    }

    private static string Refusal(AgentRules rules, uint uid, IReadOnlyCollection<uint> owners) =>
        Assert.Throws<DaemonException>(() => AgentQuota.Require(rules, uid, owners)).Message;
}
