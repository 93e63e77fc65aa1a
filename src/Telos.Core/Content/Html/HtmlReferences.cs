using System.Globalization;
using System.Text;

namespace Telos.Core.Content.Html;

/// <summary>
/// Character references (WHATWG HTML 13.2.5.72): numbers, Latin-1's names, and the names of the marks in which words can be
/// written or hidden. Others stay as they are.
/// </summary>
internal static class HtmlReferences
{
    private const int NameLengthMax = 24;
    private const int FirstLatin = 0xa0;

    private const string LatinNames =
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 "
        + "sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc "
        + "Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve "
        + "Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute "
        + "acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde "
        + "ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private const string Names =
        "lt < gt > amp & quot \" apos ' LT < GT > AMP & QUOT \" excl ! num # dollar $ percnt % lpar ( rpar ) "
        + "ast * midast * plus + comma , period . sol / colon : semi ; equals = quest ? commat @ lsqb [ lbrack "
        + "[ bsol \\ rsqb ] rbrack ] Hat ^ lowbar _ grave ` lcub { lbrace { verbar | vert | rcub } rbrace } "
        + "hyphen \u2010 dash \u2010 ndash \u2013 mdash \u2014 lsquo \u2018 rsquo \u2019 sbquo \u201a ldquo "
        + "\u201c rdquo \u201d bdquo \u201e hellip \u2026 bull \u2022 lsaquo \u2039 rsaquo \u203a euro \u20ac "
        + "trade \u2122 zwnj \u200c zwj \u200d lrm \u200e rlm \u200f NoBreak \u2060 ZeroWidthSpace \u200b ensp "
        + "\u2002 emsp \u2003 thinsp \u2009 hairsp \u200a InvisibleTimes \u2062 InvisibleComma \u2063 "
        + "ApplyFunction \u2061";

    /// <summary>Windows-1252, which numbers from 0x80 to 0x9f are taken for.</summary>
    private const string Windows =
        "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f"
        + "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

    private static readonly string[] Latin = LatinNames.Split(' ');
    private static readonly string[] Pairs = Names.Split(' ');

    public static string Decode(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('&');
        if (at < 0)
        {
            return text.ToString();
        }

        StringBuilder decoded = new(text.Length);
        int from = 0;
        while (at >= 0)
        {
            decoded.Append(text[from..at]);
            from = at + Length(text[at..], decoded);
            int next = text[from..].IndexOf('&');
            at = next < 0 ? -1 : from + next;
        }

        return decoded.Append(text[from..]).ToString();
    }

    /// <summary>How much was read; what it stands for was appended.</summary>
    private static int Length(ReadOnlySpan<char> text, StringBuilder decoded)
    {
        if (text.Length > 2 && text[1] == '#')
        {
            return NumberLength(text, decoded);
        }

        int end = 1;
        while (end < text.Length && end <= NameLengthMax && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        bool isEnded = end < text.Length && text[end] == ';';
        string? found = end == 1 ? null : Find(text[1..end]);
        if (found is null || !(isEnded || found[0] < 0x100))
        {
            decoded.Append('&');
            return 1;
        }

        decoded.Append(found);
        return end + (isEnded ? 1 : 0);
    }

    private static int NumberLength(ReadOnlySpan<char> text, StringBuilder decoded)
    {
        bool isHex = text[2] is 'x' or 'X';
        int end = isHex ? 3 : 2;
        int begin = end;
        int point = 0;
        while (end < text.Length && (isHex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            int digit = int.Parse(text.Slice(end, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            point = Math.Min((point * (isHex ? 16 : 10)) + digit, 0x110000);
            end++;
        }

        if (end == begin)
        {
            decoded.Append('&');
            return 1;
        }

        point = point is >= 0x80 and < 0xa0 ? Windows[point - 0x80] : point;
        decoded.Append(point != 0 && Rune.TryCreate(point, out Rune rune) ? rune.ToString() : "\ufffd");
        return end + (end < text.Length && text[end] == ';' ? 1 : 0);
    }

    private static string? Find(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < Latin.Length; i++)
        {
            if (name.SequenceEqual(Latin[i]))
            {
                return ((char)(FirstLatin + i)).ToString();
            }
        }

        for (int i = 0; i < Pairs.Length; i += 2)
        {
            if (name.SequenceEqual(Pairs[i]))
            {
                return Pairs[i + 1];
            }
        }

        return null;
    }
}
