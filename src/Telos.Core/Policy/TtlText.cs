namespace Telos.Core.Policy;

/// <summary>How long a policy lives, as people write it: 90s, 10m, 2h, 1h30m.</summary>
public static class TtlText
{
    public static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Max = TimeSpan.FromHours(24);

    private const int TextLengthMax = 32;
    private const int DigitsMax = 6;
    private const string UnitsDescending = "hms";

    /// <summary>Whether so many milliseconds are one, as the protocol has it; null, which says nothing, is.</summary>
    public static bool IsMilliseconds(long? ttlMs) => ttlMs is null || (ttlMs > 0 && ttlMs <= (long)Max.TotalMilliseconds);

    public static bool TryParse(string text, out TimeSpan ttl, out string error)
    {
        ttl = default;
        error = Explain(text, out long seconds);
        if (error.Length > 0)
        {
            return false;
        }

        ttl = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest text that parses back to <paramref name="ttl"/>.</summary>
    public static string Format(TimeSpan ttl)
    {
        long seconds = (long)ttl.TotalSeconds;
        string text = "";
        if (seconds >= 3600)
        {
            text += $"{seconds / 3600}h";
        }

        if (seconds % 3600 >= 60)
        {
            text += $"{seconds % 3600 / 60}m";
        }

        return seconds % 60 > 0 || text.Length == 0 ? text + $"{seconds % 60}s" : text;
    }

    private static string Explain(string text, out long seconds)
    {
        seconds = 0;
        if (text.Length is 0 or > TextLengthMax)
        {
            return text.Length == 0
                ? "no duration: write one such as 90s, 10m or 1h30m"
                : $"a duration has at most {TextLengthMax} characters";
        }

        int unitIndexMin = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            if (i == start || i - start > DigitsMax)
            {
                return $"\"{text}\" is not a duration: write one such as 90s, 10m or 1h30m";
            }

            int unit = i < text.Length ? UnitsDescending.IndexOf(text[i], StringComparison.Ordinal) : -1;
            if (unit < unitIndexMin)
            {
                return i == text.Length
                    ? $"\"{text}\" lacks a unit: write {text}s, {text}m or {text}h"
                    : $"\"{text}\" is not a duration: the units are h, m and s, each once, in this order";
            }

            unitIndexMin = unit + 1;
            long number = long.Parse(text.AsSpan(start, i - start), provider: null);
            seconds += number * (unit == 0 ? 3600 : unit == 1 ? 60 : 1);
        }

        return seconds < (long)Min.TotalSeconds || seconds > (long)Max.TotalSeconds
            ? $"\"{text}\" is out of range: a duration lies between 1s and 24h"
            : "";
    }
}
