using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>Levels of taint that a person or a program may name; being clean is none.</summary>
public static class TaintText
{
    public const string Names = "low, medium, high or critical";

    public static bool TryParse(string text, out Taint level)
    {
        level = text switch
        {
            "low" => Taint.Low,
            "medium" => Taint.Medium,
            "high" => Taint.High,
            "critical" => Taint.Critical,
            _ => Taint.Clean,
        };
        return level > Taint.Clean;
    }
}
