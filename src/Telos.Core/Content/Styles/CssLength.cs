using System.Globalization;
using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Styles;

/// <summary>Lengths of a style sheet in pixels, by a window and a font of ordinary size.</summary>
internal static class CssLength
{
    private const string Units = "px em rem ch ex lh pt pc in cm mm vw vh vmin vmax %";

    private static readonly string[] Names = Units.Split(' ');
    private static readonly double[] Pixels =
        [1, 16, 16, 16, 16, 16, 4.0 / 3, 16, 96, 96 / 2.54, 9.6 / 2.54, 10, 10, 10, 10, 10];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryParse(ReadOnlySpan<char> text, out double px)
    {
        ReadOnlySpan<char> number = text.TrimEnd("abcdefghijklmnopqrstuvwxyz%");
        double unit = number.Length == text.Length ? 1 : double.NaN;
        for (int i = 0; i < Names.Length; i++)
        {
            unit = text[number.Length..].SequenceEqual(Names[i]) ? Pixels[i] : unit;
        }

        px = TryNumber(number, out double value) ? value * unit : double.NaN;
        return double.IsFinite(px);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        bool isPercent = text.EndsWith("%");
        bool isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
        value = isPercent ? value / 100 : value;
        return isNumber;
    }
}
