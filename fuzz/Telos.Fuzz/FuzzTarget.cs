using Telos.Fuzz.Native;

namespace Telos.Fuzz;

/// <summary>Something that takes foreign bytes, with what must hold whatever they are.</summary>
/// <param name="Run">Throws when something does not hold.</param>
internal sealed record FuzzTarget(string Name, Action<ReadOnlySpan<byte>> Run)
{
    /// <summary>Once with nothing behind the input and once with nothing before it.</summary>
    public void RunGuarded(GuardedRegion region, ReadOnlySpan<byte> input)
    {
        Run(region.BeforeGuard(input));
        Run(region.AfterGuard(input));
    }
}
