namespace Telos.Fuzz;

internal sealed class BrokenClaimException(string words) : Exception($"does not hold: {words}");
