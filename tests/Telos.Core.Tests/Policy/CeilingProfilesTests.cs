using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

/// <summary>What each profile lets an intent have, and what not.</summary>
public sealed class CeilingProfilesTests
{
    [Fact]
    public void EveryProfile_IsAPolicyYaml()
    {
        foreach (string name in CeilingProfiles.Names)
        {
            Assert.Empty(CeilingFile.Check(CeilingProfiles.Find(name)!, name, out _));
            Assert.Empty(CeilingFile.Check($"profile: {name}", "p", out _));
        }

        Assert.Null(CeilingProfiles.Find("root"));
    }

    [Theory]
    [InlineData("coding", "download https://files.pythonhosted.org/x.whl",
        "ALLOW curl files.pythonhosted.org:443/tcp")]
    [InlineData("coding", "download the weather report from weather.com", "DENY DENY!weather.com")]
    [InlineData("coding", "check that port 443 of github.com is open with nc", "DENY DENY!github.com DENY!nc")]
    [InlineData("coding", "run analyse.py", "ALLOW python3")]
    [InlineData("coding", "fetch http://localhost:8000/health", "ALLOW curl localhost:8000/tcp")]
    [InlineData("coding", "use sudo to install make", "DENY DENY!sudo")]
    [InlineData("data", "count the lines of /srv/a.csv", "ALLOW wc read:/srv/a.csv")]
    [InlineData("data", "sort /srv/a.csv and extract the archive b.tar",
        "ALLOW bzip2 gzip sh sort tar xz zstd write:. read:/srv/a.csv")]
    [InlineData("data", "run analyse.py", "DENY DENY!python3")]
    [InlineData("data", "download the weather report from weather.com", "DENY DENY!weather.com")]
    [InlineData("data", "download https://weather.com/x and count the lines of /srv/a.csv",
        "ESCALATE wc read:/srv/a.csv DENY!weather.com")]
    [InlineData("data", "write the result to ~/out.csv with tee", "ALLOW tee write:~/out.csv")]
    [InlineData("research", "download the weather report from weather.com",
        "ALLOW curl weather.com:80/tcp weather.com:443/tcp")]
    [InlineData("research", "download the weather report from weather.com with wget",
        "ALLOW wget weather.com:80/tcp weather.com:443/tcp")]
    [InlineData("research", "post the summary to reports.example.com with curl", "DENY DENY!send")]
    [InlineData("research", "read /srv/a.txt and send it to example.com", "DENY DENY!send")]
    [InlineData("research", "clone https://github.com/dotnet/runtime with git", "DENY DENY!git DENY!github.com")]
    [InlineData("research", "run analyse.py", "DENY DENY!python3")]
    [InlineData("ops", "check the disk space and list the processes", "ALLOW df ps")]
    [InlineData("ops", "search for errors in /var/log/syslog", "ALLOW grep read:/var/log/syslog")]
    [InlineData("ops", "check whether example.com answers", "ALLOW curl example.com:80/tcp example.com:443/tcp")]
    [InlineData("ops", "write the report to /tmp/report.txt", "ALLOW write:/tmp/report.txt")]
    [InlineData("ops", "restart nginx with systemctl", "DENY DENY!systemctl")]
    [InlineData("ops", "build the project with make", "DENY DENY!make")]
    [InlineData("locked", "search for errors in /var/log/syslog", "ALLOW grep read:/var/log/syslog")]
    [InlineData("locked", "read /srv/a.txt and create the file summary.txt",
        "ALLOW cat touch write:. read:/srv/a.txt")]
    [InlineData("locked", "test the results in a.txt with grep", "ALLOW grep write:.")]
    [InlineData("locked", "build the project with make", "DENY DENY!make")]
    [InlineData("locked", "run analyse.py", "DENY DENY!python3")]
    [InlineData("locked", "awk the columns out of /srv/a.csv", "DENY DENY!/srv/a.csv DENY!awk")]
    [InlineData("locked", "run /opt/app/report", "DENY DENY!/opt/app/report")]
    [InlineData("locked", "run /tmp/cat", "ESCALATE ESCALATE!/tmp/cat")]
    [InlineData("locked", "build with make and run /tmp/cat", "DENY ESCALATE!/tmp/cat DENY!make")]
    [InlineData("locked", "download the weather report from weather.com", "DENY DENY!weather.com")]
    [InlineData("locked", "ping 8.8.8.8", "DENY DENY!8.8.8.8 DENY!ping")]
    public void Compile_UnderAProfile_GrantsThatAndNothingElse(string profile, string goal, string expected) =>
        Assert.Equal(expected, PolicyExampleTests.Outline(goal, Read($"profile: {profile}")));

    [Fact]
    public void Compile_UnderCoding_BuildsAndRunsWhatItBuilt()
    {
        CompiledPolicy policy = Compile("build the project with make", Read("profile: coding"));
        Assert.Superset(new HashSet<string> { "make", "gcc", "sh" }, policy.Programs.Select(p => p.Program).ToHashSet());
        PathGrant workspace = Assert.Single(policy.Paths);
        Assert.Equal((".", PathAccess.Write | PathAccess.Execute), (workspace.Path, workspace.Access));
        Assert.Equal(TimeSpan.FromHours(4), Read("profile: coding").TtlMax);
    }

    // The negative control is the built-in ceiling, under which the same words lift the rule.
    [Theory]
    [InlineData("research", "curl")]
    [InlineData("ops", "curl")]
    public void Compile_UnderAProfileThatNeverSends_KeepsTheArgumentsThatSendRefused(string profile, string expected)
    {
        const string Goal = "download the list of posts from weather.com with curl";
        Assert.Equal(expected, Compile(Goal, Read($"profile: {profile}")).Programs.Single().Arguments);
        Assert.Null(Compile("post a.txt to weather.com with curl", Ceiling.Default).Programs.Single().Arguments);
    }

    [Fact]
    public void TryParse_KeysBesideAProfile_OverrideItAndAddToWhatItDenies()
    {
        Ceiling coding = Read("profile: coding");
        Ceiling own = Read("""
            execution: {denied_programs: [perl]}
            network: {allowed_hosts: [git.example], denied_hosts: [gist.github.com]}
            filesystem: {labels: [{path: /srv/payroll, level: high}]}
            profile: coding
            """);
        Assert.Equal(["git.example"], own.AllowedHosts!.Value);
        Assert.Equal(["gist.github.com"], own.DeniedHosts);
        Assert.Equal(["perl"], own.DeniedPrograms.Except(coding.DeniedPrograms));
        Assert.Empty(coding.DeniedPrograms.Except(own.DeniedPrograms));
        Assert.Equal(coding.TtlMax, own.TtlMax);
        Assert.Single(own.Labels.Except(coding.Labels));

        Ceiling locked = Read("profile: locked\nnetwork: {allowed_hosts: [weather.com]}\nexecution: {allowed_programs: [curl]}");
        Assert.Equal(["curl"], locked.AllowedPrograms!.Value);
        Assert.Equal((WorkspaceUse.Write, WriteBy.Grant, false), (locked.Workspace, locked.WriteBy, locked.MaySend));
    }

    private static CompiledPolicy Compile(string goal, Ceiling ceiling) =>
        PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(10), ceiling);

    private static Ceiling Read(string yaml)
    {
        Assert.Empty(CeilingFile.Check(yaml, "p", out var ceiling));
        return ceiling;
    }
}
