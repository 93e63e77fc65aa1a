using Telos.Core.Audit;
using Xunit;

namespace Telos.Core.Tests.Audit;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("curl[10] /etc/passwd", "curl[10] /etc/passwd")]
    [InlineData("größe 漢字 \U0001F600 é", "größe 漢字 \U0001F600 é")]
    [InlineData("a\u001b[2Jb", "a\\x1B[2Jb")]
    [InlineData("\0\t\r\n\u007f", "\\x00\\x09\\x0D\\x0A\\x7F")]
    [InlineData("\u0085\u009b31m", "\\x85\\x9B31m")]
    [InlineData("\u200e\u200f", "\\u{200E}\\u{200F}")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", "\\u{202A}\\u{202B}\\u{202C}\\u{202D}\\u{202E}")]
    [InlineData("\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}")]
    [InlineData("one\u2028two\u2029", "one\\u{2028}two\\u{2029}")]
    [InlineData("\ufeff\U000E0041", "\\u{FEFF}\\u{E0041}")]
    public void Escape_ShowsWhatIsNotToBeSeen(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    // Not as inline data: half a pair does not survive an attribute's UTF-8.
    [Fact]
    public void Escape_OfHalfAPair_ShowsItsNumber() =>
        Assert.Equal("a\\u{D800}b\\u{DC00}", TerminalText.Escape("a" + (char)0xd800 + "b" + (char)0xdc00));
}
