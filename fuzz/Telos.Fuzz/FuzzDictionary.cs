using System.Globalization;

namespace Telos.Fuzz;

/// <summary>libFuzzer's dictionaries: a word in quotes a line, other octets as \xHH.</summary>
internal static class FuzzDictionary
{
    private const int EscapeLength = 4;

    public static byte[][] Read(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Parse)];

    private static byte[] Parse(string line)
    {
        ReadOnlySpan<char> word = line.AsSpan()[1..^1];
        List<byte> octets = [];
        while (!word.IsEmpty)
        {
            bool isEscaped = word[0] == '\\';
            octets.Add(isEscaped
                ? byte.Parse(word[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : (byte)word[0]);
            word = word[(isEscaped ? EscapeLength : 1)..];
        }

        return [.. octets];
    }
}
