using System.Net;
using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

/// <summary>Entries as the words would never give them, each beside the one that is within.</summary>
public sealed class GrantBoundsTests : IDisposable
{
    private const ulong NowNs = 1_000_000_000_000;
    private const ulong MinuteNs = 60_000_000_000;

    private readonly KernelGates _gates = new();
    private readonly TempDirectory _temp = new();
    private readonly BoundPolicy _policy = new();

    private Ceiling Open => Ceiling.Default with { Labels = [], WriteAreas = [_temp.File("area")] };

    public void Dispose()
    {
        _temp.Dispose();
        _gates.Dispose();
    }

    [Fact]
    public void Outside_OfADeniedProgram_SeesTheFileWhateverItsName()
    {
        string link = _temp.File("harmless");
        File.CreateSymbolicLink(link, "/usr/bin/find");
        Program(link);
        Assert.Null(Judge(Open));
        Assert.Equal($"{link}: the ceiling rules find out", Judge(Open with { DeniedPrograms = ["find"] }));
    }

    [Fact]
    public void Outside_OfAProgramThatNoAllowedOneIsOrStarts_IsTold()
    {
        Program("/usr/bin/cat");
        Program("/bin/sh");
        Assert.Equal("/bin/sh: the ceiling allows other programs only", Judge(Open with { AllowedPrograms = ["cat"] }));
        Assert.Null(Judge(Open with { AllowedPrograms = ["cat", "tar"] }));
        Assert.Null(Judge(Open));
    }

    [Fact]
    public void Outside_OfAProgramWithoutTheArgumentsThatAreRefused_IsTold()
    {
        Ceiling narrow = Open with { Workspace = WorkspaceUse.Write };
        Program("/usr/bin/find");
        Assert.Equal("/usr/bin/find: more arguments than any intent gets it with", Judge(narrow));
        Assert.Null(Judge(Open));
        _policy.Programs.Clear();
        Program("/usr/bin/find", arguments: ArgumentRules.Named("find.delete").Id);
        Assert.Null(Judge(narrow));
        _policy.Programs.Clear();
        Program("/usr/bin/find", arguments: ArgumentRules.Named("git").Id);
        Assert.NotNull(Judge(narrow));
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(KernelAbi.TELOS_EXEC_JIT, true)]
    [InlineData(KernelAbi.TELOS_EXEC_LAUNCH, false)]
    [InlineData(1u << 31, false)]
    public void Outside_OfAFlagThatNoIntentGets_IsTold(uint flags, bool within)
    {
        Program("/usr/bin/cat", flags);
        Assert.Equal(within ? null : "/usr/bin/cat: in a way that no intent gets it", Judge(Open));
    }

    [Fact]
    public void Outside_OfWhatLastsLongerThanTheCeiling_IsToldOfEachKind()
    {
        Ceiling hour = Open with { TtlMax = TimeSpan.FromHours(1) };
        Program("/usr/bin/cat");
        Assert.Null(Judge(hour, 60 * MinuteNs));
        Assert.Equal("/usr/bin/cat: longer than any intent gets it", Judge(hour, (60 * MinuteNs) + 1));
        _policy.Programs.Clear();
        Host("198.51.100.1", "198.51.100.1");
        Assert.Equal("198.51.100.1 port 443: longer than any intent gets it", Judge(hour, 61 * MinuteNs));
        _policy.Destinations.Clear();
        Path("/etc/hosts", PathAccess.Read);
        Assert.Equal("/etc/hosts: longer than any intent gets it", Judge(hour, 61 * MinuteNs));
    }

    [Fact]
    public void Outside_OfADestination_AsksTheCeilingForTheHostThatLedThere()
    {
        Ceiling weather = Open with { AllowedHosts = ["weather.com"] };
        Host("198.51.100.1", "api.weather.com");
        Assert.Null(Judge(weather));
        Host("198.51.100.2", "evil.example");
        Assert.Equal("198.51.100.2 port 443: no host that the ceiling leaves led there", Judge(weather));
        Assert.NotNull(Judge(Open with { DeniedHosts = ["example"] }));
        Assert.Null(Judge(Open));
    }

    [Fact]
    public void Outside_OfADestinationThatNoHostLedTo_IsTold()
    {
        _policy.Destinations.Add(new BoundDestination(Key("198.51.100.1"), ulong.MaxValue));
        Assert.Equal("198.51.100.1 port 443: no host that the ceiling leaves led there", Judge(Open));
    }

    // Also when the name does not resolve at the time: telos dns answers for it later.
    [Fact]
    public void Outside_OfTheMachinesResolver_IsNotWhereAHostIsNamed()
    {
        IPAddress? resolver = HostAddresses.Resolvers().FirstOrDefault();
        Assert.SkipWhen(resolver is null, "this machine has no resolver");
        NetKey key = new() { Port = 53, Protocol = 17 };
        HostAddresses.WriteMapped(resolver, key.Address);
        _policy.Destinations.Add(new BoundDestination(key, ulong.MaxValue));
        Assert.NotNull(Judge(Open));
        _policy.HostNames.Add("not.there.example");
        Assert.Null(Judge(Open));
        Assert.NotNull(Judge(Open with { DeniedHosts = ["example"] }));
    }

    [Theory]
    [InlineData("169.254.169.254", "a cloud metadata address, which hands out credentials")]
    [InlineData("224.0.0.1", "a multicast address, not a host")]
    [InlineData("198.51.100.9", "the ceiling denies it")]
    public void Outside_OfAnAddressThatIsNeverGranted_IsToldWhateverLedThere(string address, string cause)
    {
        Host(address, "weather.com");
        Assert.Equal(
            $"{address} port 443: {cause}",
            Judge(Open with { AllowedHosts = ["weather.com"], DeniedHosts = ["198.51.100.9"] }));
    }

    [Theory]
    [InlineData(PathAccess.Read, "secret/key", false)]
    [InlineData(PathAccess.Read, "grantable/key", true)]
    [InlineData(PathAccess.Read, "elsewhere", true)]
    [InlineData(PathAccess.Write, "area/file", true)]
    [InlineData(PathAccess.Write, "elsewhere", false)]
    [InlineData(PathAccess.Write, "area/secret", false)]
    [InlineData(PathAccess.Execute, "area/file", true)]
    [InlineData(PathAccess.Execute, "elsewhere", false)]
    [InlineData(PathAccess.Connect, "listed.sock", true)]
    [InlineData(PathAccess.Connect, "elsewhere", false)]
    public void Outside_OfAPath_GoesByWhereTheFileLies(PathAccess access, string name, bool within)
    {
        Ceiling ceiling = Open with
        {
            Labels =
            [
                new LabelRule(_temp.File("secret"), Taint.High, Grantable: false),
                new LabelRule(_temp.File("grantable"), Taint.High, Grantable: true),
                new LabelRule(_temp.File("area/secret"), Taint.Low, Grantable: true),
            ],
            UnixSockets = [_temp.File("listed.sock")],
        };
        string path = _temp.File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        Path(path, access);
        Assert.Equal(
            within ? null : $"{path}: the ceiling lets no intent {PolicyText.Name(access)} there", Judge(ceiling));
    }

    [Fact]
    public void Outside_OfBuiltProgramsWhereNothingIsToBeBuilt_IsTold()
    {
        Directory.CreateDirectory(_temp.File("area"));
        Path(_temp.File("area"), PathAccess.Write | PathAccess.Execute);
        Assert.Null(Judge(Open));
        Assert.Equal(
            $"{_temp.File("area")}: the ceiling lets no intent execute there",
            Judge(Open with { Workspace = WorkspaceUse.Write }));
    }

    [Fact]
    public void Outside_OfAFileThatNoPathLedTo_IsTold()
    {
        GrantSet grants = new(7, 2);
        grants.AddPath(_gates.Identities.Resolve("/etc/hosts")!.Value, NowNs, (uint)PathAccess.Read);
        Assert.Equal(
            "a file that no path led to: the ceiling lets no intent read there",
            new GrantBounds(_gates.Identities, Open).Outside(grants, new BoundPolicy(), NowNs));
    }

    // Each profile's own words, bound here: nothing of it is outside.
    [Theory]
    [InlineData("coding", "build the project with make and install requests with pip")]
    [InlineData("data", "sort /etc/hosts and extract the archive b.tar")]
    [InlineData("research", "download https://198.51.100.7/x with curl and search for it in /etc/hosts")]
    [InlineData("ops", "list the processes and check the disk space")]
    [InlineData("locked", "count the lines of /etc/hosts")]
    public void Outside_OfWhatAProfileGrants_IsNothing(string profile, string goal)
    {
        Assert.Empty(CeilingFile.Check($"profile: {profile}", "p", out Ceiling ceiling));
        CompiledPolicy policy = PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(1), ceiling);
        Assert.Equal(Verdict.Allow, policy.Verdict);
        BoundPolicy bound = new PolicyBinding(_gates.Identities, ceiling).Bind(policy, 0);
        GrantSet grants = new(7, 2);
        grants.Add(bound, NowNs + MinuteNs);
        Assert.Null(new GrantBounds(_gates.Identities, ceiling).Outside(grants, bound, NowNs));
    }

    private string? Judge(Ceiling ceiling, ulong lifeNs = MinuteNs)
    {
        GrantSet grants = new(7, 2);
        grants.Add(_policy, NowNs + lifeNs);
        return new GrantBounds(_gates.Identities, ceiling).Outside(grants, _policy, NowNs);
    }

    private void Program(string path, uint flags = 0, uint arguments = 0) =>
        _policy.Programs.Add(new BoundProgram(_gates.Identities.Resolve(path)!.Value, flags, arguments, path));

    private void Path(string path, PathAccess access) =>
        _policy.Paths.Add(new BoundPath(_gates.Identities.Resolve(path)!.Value, (uint)access, ulong.MaxValue, path));

    private void Host(string address, string host)
    {
        _policy.Destinations.Add(new BoundDestination(Key(address), ulong.MaxValue));
        _policy.HostsAt[IPAddress.Parse(address)] = [host];
    }

    private static NetKey Key(string address)
    {
        NetKey key = new() { Port = 443, Protocol = 6 };
        HostAddresses.WriteMapped(IPAddress.Parse(address), key.Address);
        return key;
    }
}
