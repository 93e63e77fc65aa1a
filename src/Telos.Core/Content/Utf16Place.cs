using System.Text;

namespace Telos.Core.Content;

/// <summary>Places in a decoded text by those in its octets, asked for in rising order.</summary>
internal sealed class Utf16Place(byte[] octets, string text)
{
    private int _octet;
    private int _unit;

    public int Of(int octet)
    {
        _unit = Math.Min(text.Length, _unit + Encoding.UTF8.GetCharCount(octets.AsSpan(_octet, octet - _octet)));
        _octet = octet;
        return _unit;
    }
}
