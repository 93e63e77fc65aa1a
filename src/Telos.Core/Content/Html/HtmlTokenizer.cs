using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Html;

/// <summary>
/// Tokens of HTML in one pass (WHATWG HTML 13.2.5, without the states that differ only in the errors they report). Nothing is
/// malformed: whatever it is, it becomes some token.
/// </summary>
internal sealed class HtmlTokenizer(string text, int start, int endExcl)
{
    private const int FieldCount = 4;

    /// <summary>Name and value of each attribute, as start and end.</summary>
    private readonly int[] _attributes = new int[ContentLimits.AttributesMax * FieldCount];
    private int _at = start;

    public HtmlTokenKind Kind { get; private set; }

    /// <summary>The text of a text, a comment or an unfinished tag; the name of a tag.</summary>
    public int Start { get; private set; }

    public int EndExcl { get; private set; }

    public int AttributeCount { get; private set; }

    /// <summary>There were more than are kept.</summary>
    public bool HasMoreAttributes { get; private set; }

    public ReadOnlySpan<char> Content => text.AsSpan(Start, EndExcl - Start);

    public ReadOnlySpan<char> AttributeName(int index) => Field(index, 0);

    public ReadOnlySpan<char> AttributeValue(int index) => Field(index, 2);

    public int AttributeValueStart(int index) => _attributes[(index * FieldCount) + 2];

    public bool Next()
    {
        if (_at >= endExcl)
        {
            Kind = HtmlTokenKind.End;
            return false;
        }

        int from = _at;
        if (text[from] != '<' || !TryMarkup(from))
        {
            int next = from + 1;
            while (next < endExcl && !(text[next] == '<' && BeginsMarkup(next)))
            {
                next = IndexOf('<', next + 1);
            }

            Take(HtmlTokenKind.Text, from, next, next);
        }

        return true;
    }

    /// <summary>What stands before the end tag of this name, in which no other tag counts; the end tag remains.</summary>
    public void TakeRaw(string name)
    {
        int from = _at;
        int at = from;
        while (at < endExcl)
        {
            at = IndexOf('<', at);
            int behind = at + 2 + name.Length;
            if (behind <= endExcl && text[at + 1] == '/'
                && text.AsSpan(at + 2, name.Length).Equals(name, StringComparison.OrdinalIgnoreCase)
                && (behind == endExcl || IsSpace(text[behind]) || text[behind] is '/' or '>'))
            {
                break;
            }

            at = Math.Min(at + 1, endExcl);
        }

        Take(HtmlTokenKind.Text, from, at, at);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<char> Field(int index, int field)
    {
        int at = (index * FieldCount) + field;
        return text.AsSpan(_attributes[at], _attributes[at + 1] - _attributes[at]);
    }

    private bool BeginsMarkup(int at) =>
        at + 1 < endExcl && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?');

    private bool TryMarkup(int from)
    {
        if (!BeginsMarkup(from))
        {
            return false;
        }

        switch (text[from + 1])
        {
            case '!':
                TakeDeclaration(from);
                break;
            case '?':
                TakeBogus(from + 1);
                break;
            case '/' when from + 2 < endExcl && char.IsAsciiLetter(text[from + 2]):
                TakeTag(HtmlTokenKind.EndTag, from + 2);
                break;
            case '/':
                TakeBogus(from + 2);
                break;
            default:
                TakeTag(HtmlTokenKind.StartTag, from + 1);
                break;
        }

        return true;
    }

    private void TakeDeclaration(int from)
    {
        if (!text.AsSpan(from, endExcl - from).StartsWith("<!--"))
        {
            TakeBogus(from + 2);
            return;
        }

        int begin = from + 4;
        ReadOnlySpan<char> rest = text.AsSpan(begin, endExcl - begin);
        if (rest.StartsWith(">") || rest.StartsWith("->"))
        {
            Take(HtmlTokenKind.Comment, begin, begin, begin + rest.IndexOf('>') + 1);
            return;
        }

        for (int at = begin; ;)
        {
            int dashes = text.AsSpan(at, endExcl - at).IndexOf("--");
            if (dashes < 0)
            {
                Take(HtmlTokenKind.Comment, begin, endExcl, endExcl);
                return;
            }

            at += dashes;
            ReadOnlySpan<char> close = text.AsSpan(at, endExcl - at);
            int length = close.StartsWith("-->") ? 3 : close.StartsWith("--!>") ? 4 : 0;
            if (length > 0)
            {
                Take(HtmlTokenKind.Comment, begin, at, at + length);
                return;
            }

            at++;
        }
    }

    private void TakeBogus(int begin)
    {
        int close = IndexOf('>', begin);
        Take(HtmlTokenKind.Comment, begin, close, Math.Min(close + 1, endExcl));
    }

    private void TakeTag(HtmlTokenKind kind, int begin)
    {
        int at = begin;
        while (at < endExcl && !IsSpace(text[at]) && text[at] is not ('/' or '>'))
        {
            at++;
        }

        int nameEnd = at;
        AttributeCount = 0;
        HasMoreAttributes = false;
        while (true)
        {
            while (at < endExcl && (IsSpace(text[at]) || text[at] == '/'))
            {
                at++;
            }

            if (at >= endExcl)
            {
                Take(HtmlTokenKind.Unfinished, begin, endExcl, endExcl);
                return;
            }

            if (text[at] == '>')
            {
                Take(kind, begin, nameEnd, at + 1);
                return;
            }

            at = TakeAttribute(at);
        }
    }

    private int TakeAttribute(int begin)
    {
        // A "=" at the beginning belongs to the name.
        int at = begin + 1;
        while (at < endExcl && !IsSpace(text[at]) && text[at] is not ('/' or '>' or '='))
        {
            at++;
        }

        int nameEnd = at;
        while (at < endExcl && IsSpace(text[at]))
        {
            at++;
        }

        if (at >= endExcl || text[at] != '=')
        {
            Keep(begin, nameEnd, nameEnd, nameEnd);
            return at;
        }

        at++;
        while (at < endExcl && IsSpace(text[at]))
        {
            at++;
        }

        if (at < endExcl && text[at] is '"' or '\'')
        {
            int close = IndexOf(text[at], at + 1);
            Keep(begin, nameEnd, at + 1, close);
            return Math.Min(close + 1, endExcl);
        }

        int value = at;
        while (at < endExcl && !IsSpace(text[at]) && text[at] != '>')
        {
            at++;
        }

        Keep(begin, nameEnd, value, at);
        return at;
    }

    private void Keep(int nameStart, int nameEnd, int valueStart, int valueEnd)
    {
        if (AttributeCount == ContentLimits.AttributesMax)
        {
            HasMoreAttributes = true;
            return;
        }

        int at = AttributeCount++ * FieldCount;
        (_attributes[at], _attributes[at + 1]) = (nameStart, nameEnd);
        (_attributes[at + 2], _attributes[at + 3]) = (valueStart, valueEnd);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Take(HtmlTokenKind kind, int begin, int close, int next) =>
        (Kind, Start, EndExcl, _at) = (kind, begin, close, next);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int IndexOf(char letter, int from)
    {
        int found = from >= endExcl ? -1 : text.AsSpan(from, endExcl - from).IndexOf(letter);
        return found < 0 ? endExcl : from + found;
    }

    private static bool IsSpace(char letter) => letter is ' ' or '\t' or '\n' or '\r' or '\f';
}
