using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class AsciiLettersTests
{
    // RFC 4343 3: no other octet has a case.
    [Fact]
    public void EveryOctet_FoldsOnlyAToZ()
    {
        for (int octet = 0; octet < 256; octet++)
        {
            bool isUpper = octet is >= 'A' and <= 'Z';
            bool isLower = octet is >= 'a' and <= 'z';
            byte folded = (byte)(isUpper ? octet + 32 : octet);
            Assert.Equal(folded, AsciiLetters.Fold((byte)octet));
            Assert.Equal(isUpper || isLower, AsciiLetters.IsLetter((byte)octet));
            byte[] octets = [0xff, (byte)octet, (byte)octet];
            AsciiLetters.FoldInPlace(octets);
            Assert.Equal([0xff, folded, folded], octets);
            Assert.True(AsciiLetters.EqualsFolded([(byte)octet], [folded]));
            Assert.False(AsciiLetters.EqualsFolded([(byte)octet], [(byte)(folded ^ 1)]));
        }
    }

    [Fact]
    public void OtherCase_OfLetters()
    {
        Assert.Equal((byte)'A', AsciiLetters.OtherCase((byte)'a'));
        Assert.Equal((byte)'z', AsciiLetters.OtherCase((byte)'Z'));
    }
}
