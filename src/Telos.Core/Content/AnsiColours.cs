using System.Globalization;

namespace Telos.Core.Content;

/// <summary>What Select Graphic Rendition has set (ECMA-48 8.3.117): whether what a terminal shows now can be seen.</summary>
internal sealed class AnsiColours
{
    private const int ConcealCode = 8;
    private const int Indexed = 5;
    private const int Direct = 2;
    private const int CodesMax = 64;
    private const int NotSet = -1;

    private int _ink = NotSet;
    private int _paper = NotSet;
    private bool _isConcealed;

    public Concealment? Concealment => _isConcealed ? Content.Concealment.TerminalConceal
        : _ink != NotSet && _ink == _paper ? Content.Concealment.TerminalColour : null;

    public void Apply(ReadOnlySpan<char> parameters)
    {
        Span<int> codes = stackalloc int[CodesMax];
        int count = 0;
        foreach (Range part in parameters.SplitAny(";:"))
        {
            if (count < CodesMax)
            {
                int.TryParse(parameters[part], NumberStyles.None, CultureInfo.InvariantCulture, out codes[count++]);
            }
        }

        for (int i = 0; i < count; i++)
        {
            i += Apply(codes[i..count]);
        }
    }

    /// <summary>How many more codes belong to the first.</summary>
    private int Apply(ReadOnlySpan<int> codes)
    {
        int code = codes[0];
        switch (code)
        {
            case 0:
                (_ink, _paper, _isConcealed) = (NotSet, NotSet, false);
                break;
            case ConcealCode or 28:
                _isConcealed = code == ConcealCode;
                break;
            case (>= 30 and <= 37) or (>= 90 and <= 97):
                _ink = code >= 90 ? code - 90 + 8 : code - 30;
                break;
            case (>= 40 and <= 47) or (>= 100 and <= 107):
                _paper = code >= 100 ? code - 100 + 8 : code - 40;
                break;
            case 39:
                _ink = NotSet;
                break;
            case 49:
                _paper = NotSet;
                break;
            case 38 or 48:
                int more = codes.Length > 1 && codes[1] == Indexed ? 2 : codes.Length > 1 && codes[1] == Direct ? 4 : 1;
                if (codes.Length > more)
                {
                    int direct = more == 4 ? (1 << 24) | (codes[2] << 16) | (codes[3] << 8) | codes[4] : NotSet;
                    int colour = more == 2 ? codes[2] : direct;
                    (_ink, _paper) = code == 38 ? (colour, _paper) : (_ink, colour);
                }

                return more;
        }

        return 0;
    }
}
