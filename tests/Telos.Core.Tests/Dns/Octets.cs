namespace Telos.Core.Tests.Dns;

/// <summary>
/// Octets as RFCs print them: hexadecimal digits, text between apostrophes, *N repeats the octet, text or (group) before it.
/// Spaces mean nothing.
/// </summary>
internal static class Octets
{
    /// <summary>
    /// www.example.com A IN. In a message it is at 0x0c, example.com at 0x10, com at 0x18, and what follows at 0x21.
    /// </summary>
    public const string Question = "03'www'07'example'03'com'00 0001 0001 ";

    public static byte[] Of(string text)
    {
        List<byte> octets = [];
        int repeatable = 0;
        int group = 0;
        for (int i = 0; i < text.Length;)
        {
            int start = octets.Count;
            switch (text[i])
            {
                case ' ':
                    i++;
                    break;
                case '(':
                    group = start;
                    i++;
                    break;
                case ')':
                    repeatable = group;
                    i++;
                    break;
                case '*':
                    i += Repeat(octets, octets[repeatable..], text.AsSpan(i + 1)) + 1;
                    break;
                case '\'':
                    int end = text.IndexOf('\'', i + 1);
                    octets.AddRange(text[(i + 1)..end].Select(letter => (byte)letter));
                    i = end + 1;
                    repeatable = start;
                    break;
                default:
                    octets.Add(Convert.FromHexString(text.AsSpan(i, 2))[0]);
                    i += 2;
                    repeatable = start;
                    break;
            }
        }

        return [.. octets];
    }

    /// <summary>A response with these counts.</summary>
    public static byte[] Response(string counts, string rest) => Of("1234 8180 " + counts + " " + rest);

    public static byte[] Query(string rest, string counts = "0001 0000 0000 0000") => Of("1234 0100 " + counts + " " + rest);

    private static int Repeat(List<byte> octets, List<byte> repeated, ReadOnlySpan<char> count)
    {
        int end = count.IndexOfAnyExceptInRange('0', '9');
        count = end < 0 ? count : count[..end];
        for (int left = int.Parse(count); left > 1; left--)
        {
            octets.AddRange(repeated);
        }

        return count.Length;
    }
}
