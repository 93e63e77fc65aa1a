using Telos.Core.Content.Html;

namespace Telos.Core.Content;

/// <summary>
/// Markdown (CommonMark) as far as it hides or quotes text: code, block quotes, definitions that nothing shows, titles and the
/// texts of images; the rest is HTML.
/// </summary>
internal sealed class MarkdownText
{
    /// <summary>How far the end of a code span, a link or a tag is looked for.</summary>
    private const int SpanLengthMax = 4_000;
    private const int FenceMin = 3;
    private const int IndentMax = 3;

    private readonly string _text;
    private readonly HtmlReader _html;

    /// <summary>What before it was read.</summary>
    private int _from;
    private bool _isQuote;

    private MarkdownText(string text, Harvest harvest)
    {
        _text = text;
        _html = new HtmlReader(harvest, HtmlReader.SheetsOf(text, harvest));
    }

    public static void Read(string text, Harvest harvest) => new MarkdownText(text, harvest).Read();

    private void Read()
    {
        int at = 0;
        while (at < _text.Length)
        {
            int end = EndOfLine(at);
            int begin = SkipMarks(at, end, out bool isQuote);
            if (isQuote != _isQuote || begin >= end)
            {
                TakeUpTo(at);
                _html.BreakBlock();
                _isQuote = isQuote;
            }

            at = TryFence(at, begin, end) ?? TryDefinition(at, begin, end) ?? ReadInline(begin, end);
        }

        TakeUpTo(_text.Length);
    }

    // Bytes of HTML that have no mark of Markdown in them.
    private void TakeUpTo(int endExcl)
    {
        if (endExcl > _from)
        {
            if (_isQuote)
            {
                _html.TakeLiteral(_text[_from..endExcl].Replace('\n', ' '), _from, isQuoted: true);
            }
            else
            {
                _html.Read(_text, _from, endExcl);
            }
        }

        _from = Math.Max(_from, endExcl);
    }

    private void TakeQuoted(int start, int endExcl)
    {
        _html.TakeLiteral(_text[start..endExcl], start, isQuoted: true);
    }

    /// <summary>Behind the spaces and the marks of quotes with which a line begins.</summary>
    private int SkipMarks(int at, int end, out bool isQuote)
    {
        isQuote = false;
        while (at < end && _text[at] is ' ' or '\t' or '>' or '\r')
        {
            isQuote |= _text[at] == '>';
            at++;
        }

        return at;
    }

    private int? TryFence(int line, int begin, int end)
    {
        char mark = begin < end ? _text[begin] : '\0';
        int length = mark is '`' or '~' ? RunLength(begin, end) : 0;
        if (length < FenceMin || (mark == '`' && _text.AsSpan(begin + length, end - begin - length).Contains('`')))
        {
            return null;
        }

        TakeUpTo(line);
        int at = end;
        while (at < _text.Length)
        {
            int next = EndOfLine(at);
            int first = SkipMarks(at, next, out _);
            bool isShut = first < next && _text[first] == mark && RunLength(first, next) is int run && run >= length
                && _text.AsSpan(first + run, next - first - run).IsWhiteSpace();
            at = next;
            if (isShut)
            {
                break;
            }
        }

        _html.BreakBlock();
        TakeQuoted(begin + length, at);
        _html.BreakBlock();
        _from = at;
        return at;
    }

    /// <summary>[label]: target "title" is shown nowhere, and what is written so is a comment to many.</summary>
    private int? TryDefinition(int line, int begin, int end)
    {
        if (begin - line > IndentMax || begin >= end || _text[begin] != '[')
        {
            return null;
        }

        int close = _text.AsSpan(begin, end - begin).IndexOf("]:");
        if (close < 1)
        {
            return null;
        }

        // The title may stand on the next line.
        int behind = end;
        int next = SkipMarks(end, EndOfLine(end), out _);
        if (next < _text.Length && _text[next] is '"' or '\'' or '(')
        {
            behind = EndOfLine(end);
        }

        TakeUpTo(line);
        _html.TakeApart(_text[begin..behind], begin, Concealment.Definition);
        _from = behind;
        return behind;
    }

    private int ReadInline(int begin, int end)
    {
        int at = begin;
        while (at < end)
        {
            int next = _text.AsSpan(at, end - at).IndexOfAny("`<[!\\");
            if (next < 0)
            {
                return end;
            }

            at += next;
            int behind = _text[at] switch
            {
                '\\' => at + 2,
                '`' => CodeSpan(at),
                '<' => Markup(at),
                '[' => Link(at, isImage: false),
                _ => at + 1 < _text.Length && _text[at + 1] == '[' ? Link(at, isImage: true) : at + 1,
            };
            at = behind;
        }

        return at > end ? EndsWithin(at) : end;
    }

    // A span went on beyond its line: reading goes on in the middle of another.
    private int EndsWithin(int at) => Math.Min(at, _text.Length);

    private int CodeSpan(int at)
    {
        int length = RunLength(at, _text.Length);
        int limit = Math.Min(_text.Length, at + SpanLengthMax);
        for (int close = at + length; close < limit; close++)
        {
            if (_text[close] == '\n' && close + 1 < limit && _text[close + 1] is '\n' or '\r')
            {
                break;
            }

            if (_text[close] != '`')
            {
                continue;
            }

            int run = RunLength(close, limit);
            if (run == length)
            {
                TakeUpTo(at);
                TakeQuoted(at + length, close);
                _from = close + run;
                return _from;
            }

            close += run - 1;
        }

        return at + length;
    }

    /// <summary>Behind a comment or a tag, which is read as HTML and holds no Markdown.</summary>
    private int Markup(int at)
    {
        if (_text.AsSpan(at).StartsWith("<!--"))
        {
            int close = _text.AsSpan(at).IndexOf("-->");
            return close < 0 ? _text.Length : at + close + 3;
        }

        if (at + 1 >= _text.Length || !(char.IsAsciiLetter(_text[at + 1]) || _text[at + 1] is '/' or '!' or '?'))
        {
            return at + 1;
        }

        int limit = Math.Min(_text.Length, at + SpanLengthMax);
        char quote = '\0';
        for (int end = at + 1; end < limit; end++)
        {
            char letter = _text[end];
            if (quote == '\0' && letter == '>')
            {
                return end + 1;
            }

            quote = letter == quote ? '\0' : quote == '\0' && letter is '"' or '\'' ? letter : quote;
        }

        return at + 1;
    }

    /// <summary>The text of an image and the title of a link are seen by few; what is linked is ordinary text.</summary>
    private int Link(int at, bool isImage)
    {
        int open = isImage ? at + 2 : at + 1;
        int limit = Math.Min(_text.Length, at + SpanLengthMax);
        int close = _text.AsSpan(open, limit - open).IndexOfAny(']', '\n');
        close = close < 0 || _text[open + close] == '\n' ? -1 : open + close;
        if (close < 0 || close + 1 >= limit || _text[close + 1] is not ('(' or '['))
        {
            return open;
        }

        bool isInline = _text[close + 1] == '(';
        int end = EndOfTarget(close + 2, limit, isInline ? ')' : ']');
        if (end < 0)
        {
            return open;
        }

        TakeUpTo(isImage ? at : close);
        if (isImage)
        {
            _html.TakeApart(_text[open..close], open, Concealment.ImageText);
        }

        int title = isInline ? _text.AsSpan(close + 2, end - close - 2).IndexOfAny("\"'") : -1;
        if (title >= 0)
        {
            _html.TakeApart(_text[(close + 2 + title)..end], close + 2 + title, Concealment.LinkTitle);
        }

        _from = end + 1;
        return _from;
    }

    private int EndOfTarget(int at, int limit, char close)
    {
        char quote = '\0';
        for (; at < limit; at++)
        {
            char letter = _text[at];
            if (letter == '\n' && at + 1 < limit && _text[at + 1] is '\n' or '\r')
            {
                return -1;
            }

            if (quote == '\0' && letter == close)
            {
                return at;
            }

            quote = letter == quote ? '\0' : quote == '\0' && letter is '"' or '\'' ? letter : quote;
        }

        return -1;
    }

    private int RunLength(int at, int end)
    {
        int endExcl = at;
        while (endExcl < end && _text[endExcl] == _text[at])
        {
            endExcl++;
        }

        return endExcl - at;
    }

    /// <summary>Behind the line's end.</summary>
    private int EndOfLine(int at)
    {
        int found = at >= _text.Length ? -1 : _text.AsSpan(at).IndexOf('\n');
        return found < 0 ? _text.Length : at + found + 1;
    }
}
