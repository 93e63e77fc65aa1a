using System.CommandLine;

namespace Telos.Cli.Outline;

/// <summary>A word of a verb that is no option.</summary>
internal sealed record OperandOutline(WordOutline Word, string Description, bool IsRequired, bool Repeats)
{
    public static OperandOutline Of(Argument argument) => new(
        WordOutline.Of(argument),
        argument.Description ?? "",
        argument.Arity.MinimumNumberOfValues > 0 && !argument.HasDefaultValue,
        argument.Arity.MaximumNumberOfValues > 1);

    /// <summary>As a usage line has it.</summary>
    public string Usage()
    {
        string name = Word.Name.ToUpperInvariant() + (Repeats ? "..." : "");
        string words = Word.Kind == WordKind.Program && Repeats ? $"-- {name}" : name;
        return IsRequired ? words : $"[{words}]";
    }
}
