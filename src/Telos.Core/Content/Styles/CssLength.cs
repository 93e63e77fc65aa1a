using System.Globalization;

namespace Telos.Core.Content.Styles;

/// <summary>Lengths of a style sheet in pixels, by a window and a font of ordinary size.</summary>
internal static class CssLength
{
    private const double EmPx = 16;
    private const double WindowPx = 1_000;

    public static bool TryParse(ReadOnlySpan<char> text, out double px)
    {
        ReadOnlySpan<char> number = text.TrimEnd("abcdefghijklmnopqrstuvwxyz%");
        double unit = text[number.Length..] switch
        {
            "px" or "" => 1,
            "em" or "rem" or "ch" or "ex" or "lh" => EmPx,
            "pt" => 4.0 / 3,
            "pc" => 16,
            "in" => 96,
            "cm" => 96 / 2.54,
            "mm" => 9.6 / 2.54,
            "vw" or "vh" or "vmin" or "vmax" or "%" => WindowPx / 100,
            _ => double.NaN,
        };
        px = TryNumber(number, out double value) ? value * unit : double.NaN;
        return double.IsFinite(px);
    }

    public static bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        bool isPercent = text.EndsWith("%");
        bool isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
        value = isPercent ? value / 100 : value;
        return isNumber;
    }
}
