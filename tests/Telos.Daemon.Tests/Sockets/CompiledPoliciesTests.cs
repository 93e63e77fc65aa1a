using Telos.Core.Policy;
using Telos.Daemon.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Sockets;

public sealed class CompiledPoliciesTests
{
    private const string Goal = "list files with ls";
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    [Fact]
    public void Compile_OfTheSameWords_IsTheSamePolicy()
    {
        CompiledPolicies compiled = new();
        CompiledPolicy first = compiled.Compile(Goal, s_ttl, Ceiling.Default, null, []);
        Assert.Same(first, compiled.Compile(Goal, s_ttl, Ceiling.Default, null, []));
        Assert.Equal(s_ttl / 2, compiled.Compile(Goal, s_ttl / 2, Ceiling.Default, null, []).Ttl);
    }

    [Fact]
    public void Compile_UnderAnotherCeiling_IsCompiledAnew()
    {
        CompiledPolicies compiled = new();
        Assert.True(compiled.Compile(Goal, s_ttl, Ceiling.Default, null, []).HasGrants);
        Ceiling without = Ceiling.Default with { DeniedPrograms = ["ls"] };
        Assert.DoesNotContain(compiled.Compile(Goal, s_ttl, without, null, []).Programs, grant => grant.Program == "ls");
        Assert.Contains(compiled.Compile(Goal, s_ttl, Ceiling.Default, null, []).Programs, grant => grant.Program == "ls");
    }
}
