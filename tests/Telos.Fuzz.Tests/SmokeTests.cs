using System.Diagnostics;
using System.Globalization;
using Telos.Fuzz.Targets;
using Xunit;

namespace Telos.Fuzz.Tests;

public sealed class SmokeTests(ITestOutputHelper output)
{
    private const int Mutations = 3000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    private static int Seed => Environment.GetEnvironmentVariable("TELOS_FUZZ_SEED") is string seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_OverACorpusAndChangesToIt_BreaksNoClaim(string name)
    {
        int seed = Seed;
        int inputs = Smoke.Run(FuzzTargets.Find(name)!, AppContext.BaseDirectory, seed, Mutations);
        output.WriteLine($"{name}: {inputs} inputs, TELOS_FUZZ_SEED={seed}");
        Assert.InRange(inputs, Mutations + 20, int.MaxValue);
    }

    [Fact]
    public void Run_OverTheCanary_FindsItsDefect()
    {
        SmokeException found = Assert.Throws<SmokeException>(() =>
            Smoke.Run(new FuzzTarget("canary", Canary.Throw), AppContext.BaseDirectory, Seed, mutations: 5_000_000));
        Assert.Contains(Convert.ToHexString("cAnArY"u8), found.Message, StringComparison.Ordinal);
        Assert.IsType<BrokenClaimException>(found.InnerException);
    }

    [Theory]
    [InlineData("canary-guard", "cAnArY", false)]
    [InlineData("canary-guard", "cAnAr.", true)]
    [InlineData("dns-name", "cAnArY", true)]
    public void Replay_OfATargetThatReadsBeyondTheInput_EndsTheProcess(string target, string input, bool survives)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, input);
        ProcessStartInfo start = new(
            Environment.ProcessPath is string host && Path.GetFileName(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Telos.Fuzz.dll"), "replay", target, path])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        File.Delete(path);
        Assert.Equal(survives, process.ExitCode == 0);
        Assert.Equal(!survives, error.Contains(nameof(AccessViolationException), StringComparison.Ordinal));
    }
}
