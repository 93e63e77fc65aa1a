using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>Base64 that hides a phrase: its categories are those of the phrase, and that it is encoded.</summary>
internal sealed class Base64Words(PhraseReader reader)
{
    private const int LengthMin = 40;
    private const int LengthMax = 8_000;
    private const int GroupLength = 4;

    private readonly byte[] _octets = new byte[LengthMax];
    private readonly SignList _hidden = new();
    private readonly bool[] _topics = new bool[PhraseTable.Loaded.TopicCount];

    public void Find(ReadOnlySpan<char> text, SignList signs)
    {
        for (int start = 0; start < text.Length && !signs.IsFull;)
        {
            int endExcl = start;
            while (endExcl < text.Length && endExcl - start < LengthMax && IsBase64(text[endExcl]))
            {
                endExcl++;
            }

            if (endExcl - start >= LengthMin)
            {
                Decode(text[start..endExcl], start, signs);
            }

            start = Math.Max(endExcl, start + 1);
        }
    }

    private void Decode(ReadOnlySpan<char> encoded, int start, SignList signs)
    {
        // What is left over is no whole group, and may lack its padding.
        Span<char> last = stackalloc char[GroupLength];
        int whole = encoded.Length / GroupLength * GroupLength;
        Convert.TryFromBase64Chars(encoded[..whole], _octets, out int count);
        if (encoded.Length - whole >= 2)
        {
            last.Fill('=');
            encoded[whole..].CopyTo(last);
            Convert.TryFromBase64Chars(last, _octets.AsSpan(count), out int more);
            count += more;
        }

        _hidden.Clear();
        reader.Read(Unveiling.Legible(_octets.AsSpan(0, count)), _hidden, _topics);
        if (_hidden.Count > 0)
        {
            signs.Add(PhraseTable.Loaded.EncodedCategory, start, start + encoded.Length);
        }

        for (int i = 0; i < _hidden.Count; i++)
        {
            signs.Add(_hidden.Category(i), start, start + encoded.Length);
        }
    }

    private static bool IsBase64(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/';
}
