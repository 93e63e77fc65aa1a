namespace Telos.Core.Exec;

/// <summary>A set of arguments as its manual is read: letters in a row, words behind one another.</summary>
internal sealed class OptionList(uint id, string name, ArgumentFlags flags = ArgumentFlags.None)
{
    /// <summary>Letters that are refused.</summary>
    public string Refused { get; init; } = "";

    /// <summary>Letters that take a value.</summary>
    public string Valued { get; init; } = "";

    /// <summary>Letters whose value begins with a key.</summary>
    public string Keyed { get; init; } = "";

    /// <summary>Long options that are refused, a bar behind the shortest form.</summary>
    public string Words { get; init; } = "";

    /// <summary>Long options that take the next argument.</summary>
    public string ValuedWords { get; init; } = "";

    public string Keys { get; init; } = "";

    /// <summary>Variables that lead to options, or to a file that holds them.</summary>
    public string Kept { get; init; } = "";

    /// <summary>Variables that hold keys in git's quotes.</summary>
    public string Items { get; init; } = "";

    public ArgumentSet ToSet()
    {
        string dashes = (flags & ArgumentFlags.SingleDashWords) != 0 ? "-" : "--";
        var words = Split(Words).SelectMany(w => Spellings(dashes, w))
            .Select(w => new ArgumentWord(w, ArgumentWordKind.Refused))
            .Concat(Split(ValuedWords).Select(w => new ArgumentWord(dashes + w, ArgumentWordKind.Valued)))
            .Concat(Keyed.SelectMany(letter =>
                Split(Keys).Select(key => new ArgumentWord($"-{letter}{key}", ArgumentWordKind.Key))))
            .Concat(Split(Kept).Select(name => new ArgumentWord(name, ArgumentWordKind.Kept)))
            .Concat(Split(Items).Select(name => new ArgumentWord(name, ArgumentWordKind.Items)))
            .Distinct().OrderBy(w => w.Text, StringComparer.Ordinal);
        return new ArgumentSet(id, name, flags, LetterSet.Of(Refused), LetterSet.Of(Valued + Keyed), LetterSet.Of(Keyed),
            [.. words]);
    }

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // "to-c|ommand" is --to-c, --to-co and so on to --to-command.
    private static IEnumerable<string> Spellings(string dashes, string word)
    {
        int bar = word.IndexOf('|', StringComparison.Ordinal);
        string whole = word.Replace("|", "", StringComparison.Ordinal);
        for (int length = bar < 0 ? whole.Length : bar; length <= whole.Length; length++)
        {
            yield return dashes + whole[..length];
        }
    }
}
