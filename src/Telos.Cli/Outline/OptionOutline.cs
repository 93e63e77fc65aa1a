using System.CommandLine;

namespace Telos.Cli.Outline;

/// <summary>An option: its names, and the word that it takes, if it takes one.</summary>
internal sealed record OptionOutline(
    IReadOnlyList<string> Names, string Description, bool IsRequired, bool Repeats, WordOutline? Value, bool NeedsValue)
{
    public static OptionOutline Of(Option option)
    {
        // One that is on by itself is told otherwise by a value.
        bool isFlag = option.Arity.MaximumNumberOfValues == 0
            || (option.ValueType == typeof(bool) && option.GetDefaultValue() is not true);
        string[] names = [.. option.Aliases.Append(option.Name).Where(name => name.StartsWith('-')).Distinct()];
        return new OptionOutline(
            [.. names.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)],
            option.Description ?? "",
            option.Required,
            option.Arity.MaximumNumberOfValues > 1,
            isFlag ? null : WordOutline.Of(option),
            !isFlag && option.Arity.MinimumNumberOfValues > 0);
    }
}
