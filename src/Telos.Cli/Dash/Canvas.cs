using System.Globalization;
using System.Text;

namespace Telos.Cli.Dash;

/// <summary>A screen of cells, and what a terminal that shows another has to be sent to show this one.</summary>
internal sealed class Canvas(int rows, int columns)
{
    // The right half of a wide character.
    private const int Covered = -1;
    private const int Cut = '…';

    private readonly int[] _runes = new int[rows * columns];
    private readonly CellStyle[] _styles = new CellStyle[rows * columns];

    public int Rows => rows;

    public int Columns => columns;

    /// <summary>Writes the text and fills what it leaves of its width; what is too long ends in an ellipsis.</summary>
    public void Put(int row, int column, int width, string text, CellStyle style = CellStyle.Plain)
    {
        if (row < 0 || row >= rows || column >= columns)
        {
            return;
        }

        width = Math.Min(width, columns - column);
        bool isCut = CellText.Width(text) > width;
        int room = isCut ? width - 1 : width;
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int cells = CellText.Width(rune);
            if (cells == 0)
            {
                continue;
            }

            if (used + cells > room)
            {
                break;
            }

            Set(row, column + used, rune.Value, style);
            if (cells == 2)
            {
                Set(row, column + used + 1, Covered, style);
            }

            used += cells;
        }

        for (int at = used; at < width; at++)
        {
            Set(row, column + at, isCut && at == used ? Cut : ' ', style);
        }
    }

    /// <summary>One row as text, without trailing spaces.</summary>
    public string TextOf(int row)
    {
        StringBuilder text = new();
        for (int at = row * columns; at < (row + 1) * columns; at++)
        {
            if (_runes[at] != Covered)
            {
                text.Append(new Rune(Printed(_runes[at])).ToString());
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <param name="shown">What the terminal shows; null: nobody knows.</param>
    /// <param name="hasColour">False: bold and reverse alone tell things apart.</param>
    public string Difference(Canvas? shown, bool hasColour)
    {
        StringBuilder sent = new();
        bool isWhole = shown is null || shown.Rows != rows || shown.Columns != columns;
        if (isWhole)
        {
            sent.Append("\e[0m\e[2J");
        }

        for (int row = 0; row < rows; row++)
        {
            if (isWhole || !IsSame(shown!, row))
            {
                sent.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H");
                AppendRow(sent, row, hasColour);
            }
        }

        return sent.ToString();
    }

    private void AppendRow(StringBuilder sent, int row, bool hasColour)
    {
        CellStyle style = CellStyle.Plain;
        for (int at = row * columns; at < (row + 1) * columns; at++)
        {
            if (_styles[at] != style)
            {
                style = _styles[at];
                sent.Append("\e[0").Append(Attributes(style, hasColour)).Append('m');
            }

            if (_runes[at] != Covered)
            {
                sent.Append(new Rune(Printed(_runes[at])).ToString());
            }
        }

        sent.Append("\e[0m");
    }

    private bool IsSame(Canvas shown, int row)
    {
        Range cells = (row * columns)..((row + 1) * columns);
        return _runes.AsSpan(cells).SequenceEqual(shown._runes.AsSpan(cells))
            && _styles.AsSpan(cells).SequenceEqual(shown._styles.AsSpan(cells));
    }

    private static int Printed(int rune) => rune == 0 ? ' ' : rune;

    private static string Attributes(CellStyle style, bool hasColour) => (style, hasColour) switch
    {
        (CellStyle.Plain, _) => "",
        (CellStyle.Dim, true) => ";2",
        (CellStyle.Bold, _) => ";1",
        (CellStyle.Bar or CellStyle.Chosen, _) => ";7",
        (CellStyle.Good, true) => ";32",
        (CellStyle.Warn, true) => ";33",
        (CellStyle.Bad, true) => ";1;31",
        (CellStyle.Said, true) => ";36",
        (CellStyle.Bad or CellStyle.Warn, false) => ";1",
        _ => "",
    };

    private void Set(int row, int column, int rune, CellStyle style)
    {
        _runes[(row * columns) + column] = rune;
        _styles[(row * columns) + column] = style;
    }
}
