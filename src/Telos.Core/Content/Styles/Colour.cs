using System.Globalization;

namespace Telos.Core.Content.Styles;

/// <summary>A colour of a style sheet: three channels from 0 to 255 and how much of it covers what is behind.</summary>
internal readonly struct Colour(int red, int green, int blue, double alpha)
{
    /// <summary>Two colours that differ by no more in any channel are one to the eye.</summary>
    private const int DifferenceMax = 10;
    private const int PartsMax = 4;

    /// <summary>CSS Color 4's names that pages use; any other is an unknown colour.</summary>
    private const string Names =
        "black 000000 silver c0c0c0 gray 808080 grey 808080 white ffffff maroon 800000 red ff0000 purple 800080 fuchsia ff00ff "
        + "magenta ff00ff green 008000 lime 00ff00 olive 808000 yellow ffff00 navy 000080 blue 0000ff teal 008080 aqua 00ffff "
        + "cyan 00ffff orange ffa500 aliceblue f0f8ff antiquewhite faebd7 azure f0ffff beige f5f5dc bisque ffe4c4 "
        + "blanchedalmond ffebcd cornsilk fff8dc crimson dc143c darkblue 00008b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 "
        + "darkred 8b0000 darkslategray 2f4f4f dimgray 696969 floralwhite fffaf0 gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 "
        + "honeydew f0fff0 indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lemonchiffon fffacd "
        + "lightblue add8e6 lightcyan e0ffff lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightyellow ffffe0 linen faf0e6 "
        + "midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 oldlace fdf5e6 papayawhip ffefd5 pink ffc0cb "
        + "seashell fff5ee skyblue 87ceeb slategray 708090 snow fffafa steelblue 4682b4 tan d2b48c tomato ff6347 wheat f5deb3 "
        + "whitesmoke f5f5f5";

    private static readonly string[] Named = Names.Split(' ');

    public static readonly Colour White = new(255, 255, 255, 1);
    public static readonly Colour Black = new(0, 0, 0, 1);
    public static readonly Colour Transparent = new(0, 0, 0, 0);

    public double Alpha => alpha;

    private int Red => red;

    private int Green => green;

    private int Blue => blue;

    /// <summary>As a number in a list of values.</summary>
    public double Packed => ((long)Math.Round(alpha * 255) << 24) | ((long)red << 16) | ((long)green << 8) | (long)blue;

    public static Colour Unpack(double packed)
    {
        long bits = (long)packed;
        return new Colour((int)(bits >> 16) & 0xff, (int)(bits >> 8) & 0xff, (int)bits & 0xff, (bits >> 24) / 255.0);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out Colour colour)
    {
        colour = Transparent;
        if (text.Length > 0 && text[0] == '#')
        {
            return TryHex(text[1..], out colour);
        }

        int open = text.IndexOf('(');
        if (open > 0 && text[^1] == ')')
        {
            return TryFunction(text[..open], text[(open + 1)..^1], out colour);
        }

        if (text.Equals("transparent", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        for (int i = 0; i < Named.Length; i += 2)
        {
            if (text.Equals(Named[i], StringComparison.OrdinalIgnoreCase))
            {
                return TryHex(Named[i + 1], out colour);
            }
        }

        return false;
    }

    public Colour Over(Colour back) => new(Mix(red, back.Red), Mix(green, back.Green), Mix(blue, back.Blue), 1);

    /// <summary>Whether nothing of it is seen on that.</summary>
    public bool IsLostOn(Colour paper)
    {
        Colour ink = Over(paper);
        return Math.Abs(ink.Red - paper.Red) <= DifferenceMax && Math.Abs(ink.Green - paper.Green) <= DifferenceMax
            && Math.Abs(ink.Blue - paper.Blue) <= DifferenceMax;
    }

    private int Mix(int front, int back) => (int)Math.Round((front * alpha) + (back * (1 - alpha)));

    private static bool TryHex(ReadOnlySpan<char> digits, out Colour colour)
    {
        colour = Transparent;
        if (digits.Length is not (3 or 4 or 6 or 8)
            || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint bits))
        {
            return false;
        }

        int width = digits.Length <= 4 ? 4 : 8;
        int count = digits.Length <= 4 ? digits.Length : digits.Length / 2;
        bits = count == 3 ? (bits << width) | (width == 4 ? 0xfu : 0xffu) : bits;
        int scale = width == 4 ? 17 : 1;
        uint mask = (1u << width) - 1;
        int Channel(int shift) => (int)((bits >> (shift * width)) & mask) * scale;
        colour = new Colour(Channel(3), Channel(2), Channel(1), Channel(0) / 255.0);
        return true;
    }

    private static bool TryFunction(ReadOnlySpan<char> name, ReadOnlySpan<char> arguments, out Colour colour)
    {
        colour = Transparent;
        Span<double> parts = stackalloc double[PartsMax];
        parts[3] = 1;
        int count = 0;
        foreach (Range range in arguments.SplitAny(", /"))
        {
            ReadOnlySpan<char> part = arguments[range].Trim();
            if (part.IsEmpty)
            {
                continue;
            }

            double scale = part[^1] == '%' ? count == 3 || name.StartsWith("hsl") ? 0.01 : 2.55 : 1;
            part = part.EndsWith("deg") ? part[..^3] : part;
            if (count == PartsMax
                || !double.TryParse(part.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !double.IsFinite(value))
            {
                return false;
            }

            parts[count++] = value * scale;
        }

        double alpha = Math.Clamp(parts[3], 0, 1);
        if (count >= 3 && name is "rgb" or "rgba")
        {
            colour = new Colour(Channel(parts[0]), Channel(parts[1]), Channel(parts[2]), alpha);
            return true;
        }

        bool isHsl = count >= 3 && name is "hsl" or "hsla";
        colour = isHsl ? OfHue(parts[0], Math.Clamp(parts[1], 0, 1), Math.Clamp(parts[2], 0, 1), alpha) : colour;
        return isHsl;
    }

    private static int Channel(double value) => (int)Math.Round(Math.Clamp(value, 0, 255));

    // CSS Color 4, 7.1.
    private static Colour OfHue(double hue, double saturation, double lightness, double alpha)
    {
        double amount = saturation * Math.Min(lightness, 1 - lightness);
        int Part(int n)
        {
            double k = (((n + (hue / 30)) % 12) + 12) % 12;
            return Channel(255 * (lightness - (amount * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }

        return new Colour(Part(0), Part(8), Part(4), alpha);
    }
}
