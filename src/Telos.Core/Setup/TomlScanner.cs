using System.Text.RegularExpressions;

namespace Telos.Core.Setup;

/// <summary>
/// Where the headers and keys of a TOML text stand (toml.io 1.0; from 1.1 also lines and comments within inline tables,
/// \e and \x). It knows the syntax alone: that a key is given twice is for the program that reads the file to find.
/// </summary>
internal sealed partial class TomlScanner
{
    private const int DepthMax = 64;
    private const int DateLength = 10;

    private readonly byte[] _text;
    private readonly TomlStrings _strings;
    private readonly List<TomlItem> _items = [];
    private string[] _table = [];
    private int _at;
    private EntryFault? _fault;

    private TomlScanner(byte[] text)
    {
        _text = text;
        _strings = new TomlStrings(text);
        _at = Utf8Text.Start(text);
    }

    private byte Here => _at < _text.Length ? _text[_at] : (byte)0;

    public static EntryFault? TryRead(byte[] text, out IReadOnlyList<TomlItem> items)
    {
        TomlScanner scanner = new(text);
        items = scanner._items;
        return EntryFault.OfEncoding(text) ?? (scanner.ReadLines() ? null : scanner._fault);
    }

    private bool ReadLines()
    {
        while (SkipBlankLines() && _at < _text.Length)
        {
            bool read = Here == '[' ? ReadHeader() : ReadPair(_table, isInline: false, depth: 0);
            if (!read || !EndLine())
            {
                return false;
            }
        }

        return _fault is null;
    }

    private bool ReadHeader()
    {
        int start = _at++;
        bool isArray = Here == '[';
        _at += isArray ? 1 : 0;
        if (!ReadKey(out string[] path))
        {
            return false;
        }

        if (Here != ']' || (isArray && (_at + 1 >= _text.Length || _text[_at + 1] != ']')))
        {
            return Fail($"a table's name ends in {(isArray ? "]]" : "]")} here");
        }

        _at += isArray ? 2 : 1;
        _table = path;
        _items.Add(new TomlItem(isArray ? TomlKind.TableArray : TomlKind.Table, path, start, _at, IsInline: false, null));
        return true;
    }

    private bool ReadPair(string[] table, bool isInline, int depth)
    {
        int start = _at;
        if (!ReadKey(out string[] key))
        {
            return false;
        }

        if (Here != '=')
        {
            return Fail("a key is followed by = here");
        }

        _at++;
        SkipBlanks();
        int index = _items.Count;
        string[] path = [.. table, .. key];
        if (!ReadValue(path, depth, out TomlKind kind, out string[]? value))
        {
            return false;
        }

        _items.Insert(index, new TomlItem(kind, path, start, _at, isInline, value));
        return true;
    }

    // Up to what follows the key.
    private bool ReadKey(out string[] path)
    {
        List<string> parts = [];
        path = [];
        do
        {
            _at += parts.Count > 0 ? 1 : 0;
            SkipBlanks();
            if (!ReadKeyPart(out string part))
            {
                return false;
            }

            parts.Add(part);
            SkipBlanks();
        }
        while (Here == '.');
        path = [.. parts];
        return true;
    }

    private bool ReadKeyPart(out string part)
    {
        if (Here is (byte)'"' or (byte)'\'')
        {
            return ReadString(isKey: true, out part);
        }

        int start = _at;
        while (char.IsAsciiLetterOrDigit((char)Here) || Here is (byte)'-' or (byte)'_')
        {
            _at++;
        }

        part = System.Text.Encoding.ASCII.GetString(_text, start, _at - start);
        return _at > start || Fail("a key is expected here: letters, digits, - and _, or a quoted one");
    }

    private bool ReadValue(string[] path, int depth, out TomlKind kind, out string[]? value)
    {
        value = null;
        kind = TomlKind.Scalar;
        if (depth > DepthMax)
        {
            return Fail($"values lie within each other more than {DepthMax} deep");
        }

        switch (Here)
        {
            case (byte)'"' or (byte)'\'':
                kind = TomlKind.Text;
                bool read = ReadString(isKey: false, out string text);
                value = [text];
                return read;
            case (byte)'[':
                kind = TomlKind.Array;
                return ReadArray(path, depth + 1, out value);
            case (byte)'{':
                kind = TomlKind.InlineTable;
                return ReadInlineTable(path, depth + 1);
            default:
                return ReadScalar();
        }
    }

    private bool ReadArray(string[] path, int depth, out string[]? strings)
    {
        List<string>? texts = [];
        strings = null;
        _at++;
        while (SkipBlankLines() && Here != ']')
        {
            int index = _items.Count;
            if (!ReadValue(path, depth, out TomlKind kind, out string[]? value))
            {
                return false;
            }

            // What tables in an array have in them is nobody's key.
            _items.RemoveRange(index, _items.Count - index);
            texts = kind == TomlKind.Text && texts is not null ? [.. texts, value![0]] : null;
            if (!ReadComma(']'))
            {
                return false;
            }
        }

        strings = texts?.ToArray();
        return _fault is null && Close();
    }

    private bool ReadInlineTable(string[] path, int depth)
    {
        _at++;
        while (SkipBlankLines() && Here != '}')
        {
            if (!ReadPair(path, isInline: true, depth) || !ReadComma('}'))
            {
                return false;
            }
        }

        return _fault is null && Close();
    }

    private bool ReadComma(char close)
    {
        if (!SkipBlankLines())
        {
            return false;
        }

        if (Here == ',')
        {
            _at++;
            return true;
        }

        return Here == close || Fail($", or {close} is expected here");
    }

    private bool Close()
    {
        _at++;
        return true;
    }

    private bool ReadScalar()
    {
        int start = _at;
        ReadScalarLetters();
        // A date and a time may have one blank between them.
        if (_at - start == DateLength && Here == ' ' && _at + 1 < _text.Length && char.IsAsciiDigit((char)_text[_at + 1]))
        {
            _at++;
            ReadScalarLetters();
        }

        string word = System.Text.Encoding.ASCII.GetString(_text, start, _at - start);
        if (Scalar().IsMatch(word))
        {
            return true;
        }

        _at = start;
        return Fail(word.Length == 0
            ? "a value is expected here"
            : $"{word} is no value: text stands between quotes");
    }

    private void ReadScalarLetters()
    {
        while (char.IsAsciiLetterOrDigit((char)Here) || Here is (byte)'-' or (byte)'_' or (byte)'+' or (byte)'.' or (byte)':')
        {
            _at++;
        }
    }

    private bool ReadString(bool isKey, out string text)
    {
        if (_strings.TryRead(isKey, ref _at, out text, out string error))
        {
            return true;
        }

        return Fail(error);
    }

    private bool EndLine()
    {
        SkipBlanks();
        return Here == '#' || _at == _text.Length || IsNewLine() || Fail("the line ends here, or goes on with a # comment");
    }

    // Over blanks, line ends and comments. False is a fault.
    private bool SkipBlankLines()
    {
        while (true)
        {
            SkipBlanks();
            if (Here == '#')
            {
                SkipComment();
            }
            else if (IsNewLine())
            {
                _at += Here == '\r' ? 2 : 1;
            }
            else
            {
                return _at >= _text.Length || Here >= ' ' || Fail("a control character stands here");
            }
        }
    }

    private void SkipComment()
    {
        while (_at < _text.Length && !IsNewLine() && (Here >= ' ' || Here == '\t') && Here != TomlStrings.Delete)
        {
            _at++;
        }
    }

    private void SkipBlanks()
    {
        while (Here is (byte)' ' or (byte)'\t')
        {
            _at++;
        }
    }

    private bool IsNewLine() =>
        Here == '\n' || (Here == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n');

    private bool Fail(string message)
    {
        _fault ??= EntryFault.At(_text, _at, $"this is not TOML: {message}");
        return false;
    }

    [GeneratedRegex(@"^(true|false|[+-]?(inf|nan)|[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?"
        + @"|0x[0-9a-fA-F](_?[0-9a-fA-F])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*"
        + @"|[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
        + @"|[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Scalar();
}
