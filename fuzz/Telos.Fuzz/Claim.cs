using System.Runtime.CompilerServices;

namespace Telos.Fuzz;

/// <summary>What holds for every input. A broken one names itself.</summary>
internal static class Claim
{
    public static void Holds(bool claim, [CallerArgumentExpression(nameof(claim))] string words = "")
    {
        if (!claim)
        {
            throw new BrokenClaimException(words);
        }
    }
}
