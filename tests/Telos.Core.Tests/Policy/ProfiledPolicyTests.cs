using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class ProfiledPolicyTests
{
    private const string Goal = "count the lines of /srv/a.txt with wc and compress it with gzip";

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    [Fact]
    public void Compile_WithoutAProfile_IsTheCeilingAlone()
    {
        CompiledPolicy policy = Compile(Ceiling.Default, profile: null);
        Assert.Contains(policy.Programs, grant => grant.Program == "gzip");
        Assert.Contains(policy.Programs, grant => grant.Program == "wc");
    }

    [Fact]
    public void Compile_WithOne_GrantsWhatBothGrant_AndSaysTheRest()
    {
        CompiledPolicy policy = Compile(Ceiling.Default, "locked");
        Assert.Contains(policy.Programs, grant => grant.Program == "wc");
        Assert.DoesNotContain(policy.Programs, grant => grant.Program == "gzip");
        Assert.Contains(policy.Refusals, refusal => refusal.Subject == "gzip");
        Assert.Equal(Verdict.Escalate, policy.Verdict);
        Assert.True(policy.IsWithin(Compile(Ceiling.Default, profile: null)));
        Assert.True(policy.IsWithin(Compile(CeilingProfiles.Load("locked")!, profile: null)));
    }

    // A profile widens nothing: the operator's ceiling is the narrower one here.
    [Theory]
    [InlineData("coding")]
    [InlineData("data")]
    [InlineData("ops")]
    [InlineData("research")]
    public void Compile_UnderANarrowerCeiling_StaysWithinIt(string profile)
    {
        Ceiling narrow = CeilingProfiles.Load("locked")!;
        CompiledPolicy policy = Compile(narrow, profile);
        Assert.True(policy.IsWithin(Compile(narrow, profile: null)));
        Assert.DoesNotContain(policy.Programs, grant => grant.Program == "gzip");
    }

    [Fact]
    public void Compile_OfAnApprovedThing_StillNeedsTheProfile()
    {
        const string Start = "start bash";
        Lift[] lifts = [new Lift("bash", ulong.MaxValue)];
        Assert.NotEmpty(ProfiledPolicy.Compile(Start, s_ttl, Ceiling.Default, profile: null, lifts).Programs);
        Assert.Empty(ProfiledPolicy.Compile(Start, s_ttl, Ceiling.Default, "locked", lifts).Programs);
    }

    [Fact]
    public void Strictest_IsAProfile() => Assert.NotNull(CeilingProfiles.Load(CeilingProfiles.Strictest));

    private static CompiledPolicy Compile(Ceiling ceiling, string? profile) =>
        ProfiledPolicy.Compile(Goal, s_ttl, ceiling, profile, []);
}
