using System.Text;

namespace Telos.Generators.KernelLayout;

/// <summary>Cuts the header into tokens. A preprocessor line is one; comments go with what follows.</summary>
internal sealed class Lexer(string source)
{
    private readonly StringBuilder _comment = new();
    private int _position;
    private int _line;
    private int _lineStart;
    private int _commentEndLine = -1;

    public List<Token> ReadAll()
    {
        var tokens = new List<Token>();
        do
        {
            tokens.Add(Read());
        }
        while (tokens[tokens.Count - 1].Kind != TokenKind.EndOfFile);
        return tokens;
    }

    private Token Read()
    {
        while (_position < source.Length)
        {
            char c = source[_position];
            if (c == '\n')
                EndLine();
            else if (char.IsWhiteSpace(c))
                _position++;
            else if (AtComment())
                ReadComment();
            else
                return ReadToken(c);
        }
        return Cut(TokenKind.EndOfFile, _position);
    }

    private Token ReadToken(char first)
    {
        if (first == '#')
            return Cut(TokenKind.Directive, DirectiveEnd());
        if (first == '"')
            return Cut(TokenKind.Text, TextEnd());
        if (IsWord(first))
        {
            TokenKind kind = char.IsDigit(first) ? TokenKind.Number : TokenKind.Identifier;
            int end = _position;
            while (end < source.Length && IsWord(source[end]))
                end++;
            return Cut(kind, end);
        }
        bool equality = first == '=' && _position + 1 < source.Length && source[_position + 1] == '=';
        return Cut(TokenKind.Punctuation, _position + (equality ? 2 : 1));
    }

    private Token Cut(TokenKind kind, int end)
    {
        var place = new Place(_position, end - _position, _line, _position - _lineStart);
        string comment = _commentEndLine == _line - 1 ? _comment.ToString() : "";
        _position = end;
        return new Token(kind, source.Substring(place.Start, place.Length).TrimEnd(), place, comment);
    }

    private int DirectiveEnd()
    {
        int end = _position;
        while (end < source.Length && source[end] != '\n' && !CommentAt(end))
            end++;
        return end;
    }

    private int TextEnd()
    {
        int end = _position + 1;
        while (end < source.Length && source[end] is not '"' and not '\n')
            end++;
        return end < source.Length && source[end] == '"' ? end + 1 : end;
    }

    private void ReadComment()
    {
        // What trails on a line describes that line, not the next one.
        bool ownLine = string.IsNullOrWhiteSpace(source.Substring(_lineStart, _position - _lineStart));
        if (_commentEndLine != _line - 1)
            _comment.Clear();

        bool block = source[_position + 1] == '*';
        int start = _position + 2;
        int end = source.IndexOf(block ? "*/" : "\n", start, StringComparison.Ordinal);
        if (end < 0)
            end = source.Length;
        string[] lines = source.Substring(start, end - start).Split('\n');
        for (int i = 0; i < lines.Length; i++)
            AddCommentLine(lines[i], ownLine);

        _position = Math.Min(source.Length, block ? end + 2 : end);
        for (int i = source.IndexOf('\n', start); i >= 0 && i < _position; i = source.IndexOf('\n', i + 1))
        {
            _line++;
            _lineStart = i + 1;
        }
        _commentEndLine = ownLine ? _line : -1;
    }

    private void AddCommentLine(string line, bool ownLine)
    {
        string words = line.Trim().TrimStart('*').Trim();
        if (!ownLine || words.Length == 0)
            return;
        if (_comment.Length > 0)
            _comment.Append(' ');
        _comment.Append(words);
    }

    private void EndLine()
    {
        _position++;
        _line++;
        _lineStart = _position;
    }

    private bool AtComment() => CommentAt(_position);

    private bool CommentAt(int at) =>
        source[at] == '/' && at + 1 < source.Length && source[at + 1] is '*' or '/';

    private static bool IsWord(char c) => c == '_' || (c < 128 && char.IsLetterOrDigit(c));
}
