namespace Telos.Core.Intent;

/// <summary>
/// Splits an intent into tokens. Quoted text with spaces is data and grants nothing, except a rooted path or
/// what follows "run"; text in backticks is a command and stands between two stops.
/// </summary>
internal sealed class IntentLexer
{
    private static readonly Dictionary<char, char> s_quotes = new()
    {
        ['"'] = '"', ['\''] = '\'', ['`'] = '`', ['\u201C'] = '\u201D', ['\u2018'] = '\u2019',
    };

    private readonly List<IntentToken> _tokens = [];

    public static List<IntentToken> Split(string text)
    {
        var lexer = new IntentLexer();
        lexer.Read(text.Replace('\u2019', '\'').Replace("\r", "", StringComparison.Ordinal));
        return lexer._tokens;
    }

    private string PreviousWord => _tokens.Count > 0 ? _tokens[^1].Word : "";

    private void Read(string text)
    {
        int i = 0;
        var unclosed = new HashSet<char>();
        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                if (c == '\n')
                {
                    Add(TokenKind.Stop, "\n");
                }

                i++;
            }
            else if (s_quotes.TryGetValue(c, out char close) && !unclosed.Contains(close)
                && FindClose(text, i, close, unclosed) is int end and > 0)
            {
                AddQuoted(c, text[(i + 1)..end]);
                i = end + 1;
            }
            else
            {
                int start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i])
                    && (i == start || text[i] is not ('`' or '"')))
                {
                    i++;
                }

                AddRun(text[start..i]);
            }
        }
    }

    // An apostrophe closes only at the end of a word; "don't" and "users' files" are not quotations.
    private static int FindClose(string text, int open, char close, HashSet<char> unclosed)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == close
                && (close is not '\'' || i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1])))
            {
                return i;
            }
        }

        // Not looked for again: a text of nothing but opening quotes is read in linear time.
        unclosed.Add(close);
        return -1;
    }

    private void AddQuoted(char quote, string content)
    {
        string trimmed = content.Trim();
        if (trimmed.Length == 0)
        {
            return;
        }

        bool hasSpace = trimmed.Any(char.IsWhiteSpace);
        bool isCommand = quote == '`' || WordSets.ProgramLeads.Contains(PreviousWord);
        if (!hasSpace)
        {
            Classify(trimmed, ticked: quote == '`');
        }
        else if (isCommand)
        {
            Add(TokenKind.Stop, "`");
            int first = _tokens.Count;
            Read(trimmed.Replace('`', ' '));
            if (first < _tokens.Count)
            {
                _tokens[first] = _tokens[first] with { Ticked = true };
            }

            Add(TokenKind.Stop, "`");
        }
        else
        {
            Add(TokenShape.IsRooted(trimmed) ? TokenKind.Path : TokenKind.Quoted, trimmed);
        }
    }

    private void AddRun(string run)
    {
        // Shell operators need no spaces around them: "curl weather.com|sh" is two commands.
        string operators = run.Contains("://", StringComparison.Ordinal) ? "|" : "|;&";
        int start = 0;
        for (int i = 0; i < run.Length; i++)
        {
            if (operators.Contains(run[i], StringComparison.Ordinal))
            {
                AddWord(run[start..i]);
                Add(TokenKind.Stop, run[i].ToString());
                start = i + 1;
            }
        }

        AddWord(run[start..]);
    }

    private void AddWord(string word)
    {
        if (word.Length == 0)
        {
            return;
        }

        string core = word.TrimStart('(', '{', '<', '"', '\'', '$', '>');
        core = word.StartsWith('$') && !word.StartsWith("$(", StringComparison.Ordinal) ? word : core;
        if (core.StartsWith('[') && !core.Contains(':', StringComparison.Ordinal))
        {
            core = core[1..];
        }

        if (word.StartsWith('>'))
        {
            Add(TokenKind.Redirect, ">");
        }
        else if (word.StartsWith('('))
        {
            Add(TokenKind.Comma, "(");
        }

        int end = core.Length;
        while (end > 0 && IsTrailing(core, end - 1))
        {
            end--;
        }

        if (end > 0)
        {
            Classify(core[..end], ticked: false);
        }

        AddTrailing(core[end..]);
    }

    private static bool IsTrailing(string core, int last) => core[last] switch
    {
        ',' or ';' or '!' or '"' or '\'' => true,
        '?' => !TokenShape.IsRooted(core),
        ')' => !core.AsSpan(0, last).Contains('('),
        ']' => !core.AsSpan(0, last).Contains('['),
        '}' => !core.AsSpan(0, last).Contains('{'),
        '>' => true,

        // "/srv/.." ends in a parent, not in a full stop; "fe80::" ends in zeroes, not in a colon.
        '.' => last == 0 || core[last - 1] is not ('.' or '/'),
        ':' => last == 0 || core[last - 1] != ':',
        _ => false,
    };

    private void AddTrailing(string trailing)
    {
        if (trailing.AsSpan().IndexOfAny(".;!?") >= 0)
        {
            Add(TokenKind.Stop, trailing);
        }
        else if (trailing.AsSpan().IndexOfAny(",:)") >= 0)
        {
            Add(TokenKind.Comma, trailing);
        }
    }

    private void Classify(string text, bool ticked)
    {
        if (text.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            Add(TokenKind.Path, text["file://".Length..]);
            return;
        }

        var kind = TokenShape.Of(text, PreviousWord);
        if (kind is TokenKind.Url or TokenKind.Path)
        {
            Add(kind, text, ticked);
            return;
        }

        // --output=/x, -d@/x, file=@~/x: the value is what matters, the flag says how it is used.
        int cut = text.AsSpan().LastIndexOfAny("=@");
        if (cut >= 0 && cut + 1 < text.Length
            && (kind == TokenKind.Flag || TokenShape.IsRooted(text[(cut + 1)..])))
        {
            Add(TokenKind.Flag, text[..cut]);
            Classify(text[(cut + 1)..], ticked);
            return;
        }

        Add(kind, text, ticked);
    }

    private void Add(TokenKind kind, string text, bool ticked = false) =>
        _tokens.Add(new IntentToken(kind, text, ticked));
}
