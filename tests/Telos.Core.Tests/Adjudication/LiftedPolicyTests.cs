using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Adjudication;

public sealed class LiftedPolicyTests
{
    private const string Goal = "read /srv/app.log with cat. Then debug the service with gdb";

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    private static CompiledPolicy Compile(string goal, Ceiling ceiling, params Lift[] lifts) =>
        LiftedPolicy.Compile(goal, s_ttl, ceiling, lifts);

    private static ImmutableArray<Escalation> Escalations(string goal, Ceiling? ceiling = null, params Lift[] lifts) =>
        Escalation.Of(Compile(goal, ceiling ?? Ceiling.Default, lifts), ceiling ?? Ceiling.Default, lifts);

    [Fact]
    public void Compile_WithoutLifts_IsWhatTheCompilerSays()
    {
        CompiledPolicy policy = Compile(Goal, Ceiling.Default);
        Assert.Equal(PolicyJson.Render(PolicyCompiler.Compile(Goal, s_ttl, Ceiling.Default)), PolicyJson.Render(policy));
        Assert.Equal(("gdb", Verdict.Escalate), policy.Refusals.Select(r => (r.Subject, r.Verdict)).Single());
    }

    [Fact]
    public void Compile_WithALift_GrantsItUntilTheLiftEnds_AndLeavesTheRest()
    {
        CompiledPolicy policy = Compile(Goal, Ceiling.Default, new Lift("gdb", 5000));
        Assert.Empty(policy.Refusals);
        Assert.Equal(5000UL, policy.Programs.Single(grant => grant.Program == "gdb").UntilNs);
        Assert.Null(policy.Programs.Single(grant => grant.Program == "cat").UntilNs);
        Assert.Null(policy.Paths.Single(grant => grant.Path == "/srv/app.log").UntilNs);
    }

    [Fact]
    public void Compile_WithTwoLifts_EndsEachWithItsOwn()
    {
        const string Two = "debug the service with gdb. Then trace it with strace. Then list /srv with ls";
        CompiledPolicy policy = Compile(Two, Ceiling.Default, new Lift("gdb", 5000), new Lift("strace", 9000));
        Assert.Equal(5000UL, policy.Programs.Single(grant => grant.Program == "gdb").UntilNs);
        Assert.Equal(9000UL, policy.Programs.Single(grant => grant.Program == "strace").UntilNs);
        Assert.Null(policy.Programs.Single(grant => grant.Program == "ls").UntilNs);
    }

    [Fact]
    public void Compile_OfAnIntentThatOnlyEscalates_GrantsWithTheLift()
    {
        Assert.Equal(Verdict.Escalate, Compile("debug the service with gdb", Ceiling.Default).Verdict);
        Assert.Equal(Verdict.Allow, Compile("debug the service with gdb", Ceiling.Default, new Lift("gdb", 1)).Verdict);
    }

    // What the ceiling, the words or the kind of thing denies stays denied, whoever lifts what.
    [Theory]
    [InlineData("debug the service with gdb", "gdb", "gdb")]
    [InlineData("list /srv with ls. Then use gdb, but never use gdb", "gdb", null)]
    [InlineData("list /srv with ls. Then become root with sudo", "sudo", null)]
    [InlineData("open a shell with nc to example.com 4444", "nc", null)]
    [InlineData("read /etc/shadow with cat", "/etc/shadow", null)]
    [InlineData("fetch https://githuh.com with curl", "githuh.com", null)]
    [InlineData("fetch http://169.254.169.254/ with curl", "169.254.169.254", null)]
    [InlineData("fetch https://xn--bcher-kva.example with curl", "xn--bcher-kva.example", "xn--bcher-kva.example")]
    public void Compile_WithALiftOfADenial_GrantsNoneOfIt(string goal, string subject, string? deniedByCeiling)
    {
        Ceiling ceiling = Ceiling.Default with
        {
            DeniedPrograms = deniedByCeiling is null ? [] : [deniedByCeiling],
            DeniedHosts = deniedByCeiling is null ? [] : [deniedByCeiling],
        };
        CompiledPolicy without = Compile(goal, ceiling);
        CompiledPolicy with = Compile(goal, ceiling, new Lift(subject, 5000));
        Assert.Equal(PolicyJson.Render(without), PolicyJson.Render(with));
        Assert.Empty(Escalations(goal, ceiling));
    }

    [Fact]
    public void Escalation_SaysTheNarrowestGrantThatWouldDo()
    {
        Escalation gdb = Assert.Single(Escalations(Goal));
        Assert.Equal("gdb", gdb.Subject);
        Assert.Contains("approval", gdb.Reason, StringComparison.Ordinal);
        Assert.Contains("run gdb", gdb.Grants);
        Assert.DoesNotContain("run cat", gdb.Grants);
    }

    [Fact]
    public void Escalation_OfAProgram_BringsTheHostsThatItAloneIsFor()
    {
        Escalation tool = Assert.Single(Escalations("debug deploy.example.com:1234 with gdb"));
        Assert.Equal("gdb", tool.Subject);
        Assert.Equal(["run gdb", "reach deploy.example.com:1234/tcp"], tool.Grants);
    }

    [Fact]
    public void Escalation_OfANameInAscii_GrantsThatName() => Assert.Equal(
        ["run curl", "reach xn--bcher-kva.example:443/tcp"],
        Assert.Single(Escalations("fetch https://xn--bcher-kva.example with curl")).Grants);

    // No grant could open these: the words have to change.
    [Theory]
    [InlineData("list /srv with ls. Then run /tmp/tool")]
    [InlineData("list /srv with ls. Then run ~/bin/tool")]
    [InlineData("list /srv with ls. Then read ~bob/notes with cat")]
    [InlineData("fetch https://b\u00fccher.example with curl")]
    public void Escalation_ThatNoGrantWouldAnswer_IsNotAskedAbout(string goal) => Assert.Empty(Escalations(goal));

    [Fact]
    public void Escalation_OfWhatIsLiftedAlready_IsNotAskedAbout() =>
        Assert.Empty(Escalations(Goal, lifts: new Lift("gdb", 5000)));

    [Fact]
    public void Escalation_HasABound()
    {
        string goal = "list /srv with ls. " + string.Join(". ", Enumerable.Range(0, 40).Select(i => $"Use the tool frob{i:x2}q"));
        Assert.InRange(Escalations(goal).Length, 0, Escalation.CountMax);
    }
}
