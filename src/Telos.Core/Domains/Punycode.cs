namespace Telos.Core.Domains;

/// <summary>RFC 3492: characters beyond ASCII in the letters and digits of a label. Without the prefix of IDNA.</summary>
public static class Punycode
{
    // RFC 3492 5.
    private const int Base = 36;
    private const int ThresholdMin = 1;
    private const int ThresholdMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialPoint = 0x80;

    private const int PointMax = 0x10ffff;
    private const int SurrogateFirst = 0xd800;
    private const int SurrogateLast = 0xdfff;
    private const byte Delimiter = (byte)'-';

    /// <summary>Nothing is said about what the characters are, nor whether this is how they are encoded shortest.</summary>
    /// <param name="points">Code points; 63 are enough for any label.</param>
    public static PunycodeStatus TryDecode(ReadOnlySpan<byte> encoded, Span<int> points, out int count)
    {
        int basic = Math.Max(0, encoded.LastIndexOf(Delimiter));
        count = 0;
        if (basic > points.Length)
        {
            return PunycodeStatus.TooLong;
        }

        for (; count < basic; count++)
        {
            if (encoded[count] >= InitialPoint)
            {
                return PunycodeStatus.NotBasic;
            }

            points[count] = encoded[count];
        }

        ReadOnlySpan<byte> digits = encoded[(basic == 0 ? 0 : basic + 1)..];
        int point = InitialPoint;
        int place = 0;
        int bias = InitialBias;
        while (!digits.IsEmpty)
        {
            int start = place;
            PunycodeStatus status = TryReadNumber(ref digits, bias, ref place);
            if (status != PunycodeStatus.Ok)
            {
                return status;
            }

            bias = Adapt(place - start, count + 1, isFirst: start == 0);
            point += place / (count + 1);
            place %= count + 1;
            if (point > PointMax || point is >= SurrogateFirst and <= SurrogateLast)
            {
                return PunycodeStatus.Overflow;
            }

            if (count == points.Length)
            {
                return PunycodeStatus.TooLong;
            }

            points[place..count].CopyTo(points[(place + 1)..]);
            points[place++] = point;
            count++;
        }

        return PunycodeStatus.Ok;
    }

    /// <param name="points">Code points, in lower case already: upper-case ASCII is kept.</param>
    /// <param name="encoded">63 octets are enough for what is a label.</param>
    public static PunycodeStatus TryEncode(ReadOnlySpan<int> points, Span<byte> encoded, out int length)
    {
        length = 0;
        foreach (int value in points)
        {
            if (value < InitialPoint && !TryAppend(encoded, (byte)value, ref length))
            {
                return PunycodeStatus.TooLong;
            }
        }

        int done = length;
        if (done > 0 && !TryAppend(encoded, Delimiter, ref length))
        {
            return PunycodeStatus.TooLong;
        }

        int point = InitialPoint;
        long delta = 0;
        int bias = InitialBias;
        bool isFirst = true;
        while (done < points.Length)
        {
            int next = SmallestFrom(points, point);
            delta += (long)(next - point) * (done + 1);
            point = next;
            foreach (int value in points)
            {
                delta += value < point ? 1 : 0;
                if (value != point)
                {
                    continue;
                }

                if (delta > int.MaxValue || !TryWriteNumber((int)delta, bias, encoded, ref length))
                {
                    return delta > int.MaxValue ? PunycodeStatus.Overflow : PunycodeStatus.TooLong;
                }

                done++;
                bias = Adapt((int)delta, done, isFirst);
                isFirst = false;
                delta = 0;
            }

            delta++;
            point++;
        }

        return PunycodeStatus.Ok;
    }

    // RFC 3492 6.2: a number of variable length, added to what it is relative to.
    private static PunycodeStatus TryReadNumber(ref ReadOnlySpan<byte> digits, int bias, ref int place)
    {
        long weight = 1;
        long value = place;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = DigitOf(digits[i]);
            if (digit < 0)
            {
                return PunycodeStatus.DigitInvalid;
            }

            value += digit * weight;
            if (value > int.MaxValue)
            {
                return PunycodeStatus.Overflow;
            }

            int threshold = ThresholdOf(i, bias);
            if (digit < threshold)
            {
                digits = digits[(i + 1)..];
                place = (int)value;
                return PunycodeStatus.Ok;
            }

            weight *= Base - threshold;
            if (weight > int.MaxValue)
            {
                return PunycodeStatus.Overflow;
            }
        }

        return PunycodeStatus.Truncated;
    }

    private static bool TryWriteNumber(int value, int bias, Span<byte> encoded, ref int length)
    {
        for (int i = 0; ; i++)
        {
            int threshold = ThresholdOf(i, bias);
            if (value < threshold)
            {
                return TryAppend(encoded, LetterOf(value), ref length);
            }

            int rest = value - threshold;
            if (!TryAppend(encoded, LetterOf(threshold + (rest % (Base - threshold))), ref length))
            {
                return false;
            }

            value = rest / (Base - threshold);
        }
    }

    private static bool TryAppend(Span<byte> encoded, byte value, ref int length)
    {
        if (length == encoded.Length)
        {
            return false;
        }

        encoded[length++] = value;
        return true;
    }

    private static int SmallestFrom(ReadOnlySpan<int> points, int from)
    {
        int smallest = int.MaxValue;
        foreach (int value in points)
        {
            smallest = value >= from && value < smallest ? value : smallest;
        }

        return smallest;
    }

    private static int ThresholdOf(int digit, int bias) =>
        Math.Clamp(Base * (digit + 1) - bias, ThresholdMin, ThresholdMax);

    // RFC 3492 6.1.
    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        int steps = 0;
        while (delta > (Base - ThresholdMin) * ThresholdMax / 2)
        {
            delta /= Base - ThresholdMin;
            steps += Base;
        }

        return steps + ((Base - ThresholdMin + 1) * delta / (delta + Skew));
    }

    private static int DigitOf(byte value) => value switch
    {
        >= (byte)'a' and <= (byte)'z' => value - 'a',
        >= (byte)'A' and <= (byte)'Z' => value - 'A',
        >= (byte)'0' and <= (byte)'9' => value - '0' + 26,
        _ => -1,
    };

    private static byte LetterOf(int digit) => (byte)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
