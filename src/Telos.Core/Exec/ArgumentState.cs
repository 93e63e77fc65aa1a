using System.Buffers;

namespace Telos.Core.Exec;

/// <summary>How far a matcher has come in one command line.</summary>
internal struct ArgumentState(ArgumentSet set, IReadOnlyCollection<string> scripts)
{
    private const string Delimiters = " \t\r\n\"=";

    private static readonly SearchValues<char> s_delimiters = SearchValues.Create(Delimiters);

    private readonly Dictionary<string, ArgumentWordKind> _words =
        set.Words.ToDictionary(word => word.Text, word => word.Kind, StringComparer.Ordinal);

    private int _operands;
    private bool _valueFollows;
    private char _keyFollows;

    public bool HasEnded { get; private set; }

    /// <summary>Of an interpreter that would read its script from its input.</summary>
    public readonly bool LacksScript => set.Is(ArgumentFlags.ScriptFirst) && _operands == 0;

    public bool Refuses(string argument, bool isFirst)
    {
        if (set.Is(ArgumentFlags.AwkText) && AwkText.StartsOthers(argument))
        {
            return true;
        }

        if (_keyFollows != 0)
        {
            char letter = _keyFollows;
            _keyFollows = '\0';
            return TakesKey(letter, argument);
        }

        // Only where operands are counted does it matter what is a value; elsewhere one that looks like an option is
        // refused, which errs on the safe side.
        if (_valueFollows)
        {
            _valueFollows = false;
            return false;
        }

        if (argument.Length < 2 || argument[0] != '-')
        {
            return RefusesOperand(argument, isFirst);
        }

        bool isWord = argument[1] == '-' || set.Is(ArgumentFlags.SingleDashWords);
        return isWord ? RefusesWord(argument) : RefusesCluster(argument.AsSpan(1));
    }

    private bool CountsOperands =>
        set.Is(ArgumentFlags.LettersEndAtOperand | ArgumentFlags.EndsAtSecondOperand | ArgumentFlags.ScriptFirst);

    private bool RefusesOperand(string argument, bool isFirst)
    {
        if (set.Is(ArgumentFlags.ScriptFirst))
        {
            return RefusesScript(argument);
        }

        _operands++;
        HasEnded = set.Is(ArgumentFlags.EndsAtSecondOperand) && _operands == 2;
        return isFirst && set.Is(ArgumentFlags.FirstIsCluster) && argument.Any(set.Refused.Has);
    }

    private bool RefusesWord(string argument)
    {
        int cut = set.Is(ArgumentFlags.SingleDashWords) ? -1 : argument.IndexOf('=', StringComparison.Ordinal);
        string word = cut < 0 ? argument : argument[..cut];
        word = set.Is(ArgumentFlags.FoldsCase) ? word.ToLowerInvariant() : word;
        if (!_words.TryGetValue(word, out var kind))
        {
            return set.Is(ArgumentFlags.ScriptFirst);
        }

        _valueFollows = kind == ArgumentWordKind.Valued && cut < 0 && _operands == 0;
        return kind == ArgumentWordKind.Refused;
    }

    private bool RefusesCluster(ReadOnlySpan<char> letters)
    {
        if (_operands > 0 && set.Is(ArgumentFlags.LettersEndAtOperand))
        {
            return false;
        }

        for (int i = 0; i < letters.Length; i++)
        {
            char letter = letters[i];
            if (set.Refused.Has(letter))
            {
                return true;
            }

            if (set.Valued.Has(letter))
            {
                return TakesValue(letter, letters[(i + 1)..]);
            }
        }

        return false;
    }

    private bool TakesValue(char letter, ReadOnlySpan<char> glued)
    {
        if (set.Keyed.Has(letter))
        {
            _keyFollows = glued.IsEmpty ? letter : '\0';
            return !glued.IsEmpty && TakesKey(letter, glued);
        }

        _valueFollows = glued.IsEmpty && CountsOperands;
        return false;
    }

    private bool TakesKey(char letter, ReadOnlySpan<char> value) =>
        set.Is(ArgumentFlags.ScriptFirst) && letter == 'm' ? RefusesScript($"-{letter}{value}") : RefusesKey(letter, value);

    private bool RefusesScript(string script)
    {
        _operands++;
        HasEnded = true;
        return !scripts.Contains(script);
    }

    // ssh skips blanks, quotes and equals signs before the key (readconf.c, strdelim), and ends it at the next one.
    private readonly bool RefusesKey(char letter, ReadOnlySpan<char> value)
    {
        value = value.TrimStart(Delimiters);
        int end = value.IndexOfAny(s_delimiters);
        string key = $"-{letter}{(end < 0 ? value : value[..end])}".ToLowerInvariant();
        return _words.ContainsKey(key) != set.Is(ArgumentFlags.KeysAreAllowed);
    }
}
