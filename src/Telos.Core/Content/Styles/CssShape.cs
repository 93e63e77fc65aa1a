namespace Telos.Core.Content.Styles;

/// <summary>Shapes and transforms that leave nothing to be seen.</summary>
internal static class CssShape
{
    private const int NumbersMax = 16;
    private const double HalfPx = 500;

    /// <summary>A value of clip or clip-path without an area worth speaking of.</summary>
    public static bool IsNothing(string text)
    {
        Span<double> numbers = stackalloc double[NumbersMax];
        int count = NumbersOf(text, numbers);
        ReadOnlySpan<double> all = numbers[..count];
        if (text.StartsWith("circle", StringComparison.Ordinal) || text.StartsWith("ellipse", StringComparison.Ordinal))
        {
            return count > 0 && all[0] < 1;
        }

        if (text.StartsWith("inset", StringComparison.Ordinal))
        {
            return text.Contains('%') && count > 0 && Max(all) >= HalfPx;
        }

        if (text.StartsWith("rect", StringComparison.Ordinal))
        {
            return count == 4 && (all[1] - all[3] <= 1 || all[2] - all[0] <= 1);
        }

        return text.StartsWith("polygon", StringComparison.Ordinal) && count > 0 && Max(all) == 0;
    }

    /// <summary>A value of <see cref="StyleProperty.Transform"/>.</summary>
    public static double TransformOf(CssName property, string text, double awayPx)
    {
        Span<double> numbers = stackalloc double[NumbersMax];
        int scale = property == CssName.Scale ? 0 : text.IndexOf("scale", StringComparison.Ordinal);
        if (scale >= 0)
        {
            int count = NumbersOf(text.AsSpan(scale), numbers);
            for (int i = 0; i < count; i++)
            {
                if (numbers[i] == 0)
                {
                    return 1;
                }
            }
        }

        int translate = property == CssName.Translate ? 0 : text.IndexOf("translate", StringComparison.Ordinal);
        int given = translate < 0 || text.Contains('%') ? 0 : NumbersOf(text.AsSpan(translate), numbers);
        bool isAway = false;
        for (int i = 0; i < given; i++)
        {
            isAway |= numbers[i] <= -awayPx;
        }

        return isAway ? 2 : 0;
    }

    public static bool IsOpacityNothing(string filter)
    {
        Span<double> numbers = stackalloc double[NumbersMax];
        int at = filter.IndexOf("opacity(", StringComparison.Ordinal);
        bool isPercent = filter.Contains('%');
        return NumbersOf(filter.AsSpan(at), numbers) > 0 && numbers[0] < (isPercent ? 100 : 0.1);
    }

    public static bool IsMaskNothing(string mask) => mask.StartsWith("linear-gradient(transparent", StringComparison.Ordinal)
        || mask.StartsWith("linear-gradient(rgba(0, 0, 0, 0)", StringComparison.Ordinal)
        || mask.StartsWith("linear-gradient(#0000", StringComparison.Ordinal);

    /// <summary>The lengths in it, up to the end of the function.</summary>
    private static int NumbersOf(ReadOnlySpan<char> text, Span<double> numbers)
    {
        int close = text.IndexOf(')');
        text = close < 0 ? text : text[..close];
        text = text[(text.IndexOf('(') + 1)..];
        int count = 0;
        foreach (Range part in text.SplitAny(", "))
        {
            if (count < NumbersMax && CssLength.TryParse(text[part], out double value))
            {
                numbers[count++] = value;
            }
        }

        return count;
    }

    private static double Max(ReadOnlySpan<double> numbers)
    {
        double max = double.MinValue;
        foreach (double number in numbers)
        {
            max = Math.Max(max, number);
        }

        return max;
    }
}
