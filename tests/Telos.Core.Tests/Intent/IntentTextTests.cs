using Telos.Core.Intent;
using Xunit;

namespace Telos.Core.Tests.Intent;

public sealed class IntentTextTests
{
    [Theory]
    [InlineData("download weather.com")]
    [InlineData("two lines\nwith a\ttab\r\n")]
    [InlineData("télécharge l'été, naïve café")]
    [InlineData("прочитай файл curl")]
    [InlineData("done \u2714\uFE0F")]
    [InlineData("smile \U0001F600")]
    public void Check_TextThatAPersonSees_IsReadable(string text) =>
        Assert.Equal(IntentStatus.Ok, IntentText.Check(text));

    [Theory]
    [InlineData("", IntentStatus.Empty)]
    [InlineData(" \n\t ", IntentStatus.Empty)]
    [InlineData("read\0/etc/hosts", IntentStatus.ControlCharacter)]
    [InlineData("read \u001b[2J", IntentStatus.ControlCharacter)]
    [InlineData("read \u0085 x", IntentStatus.ControlCharacter)]
    [InlineData("zero\u200Bwidth", IntentStatus.HiddenText)]
    [InlineData("join\u200Der", IntentStatus.HiddenText)]
    [InlineData("right \u202Eto left", IntentStatus.HiddenText)]
    [InlineData("isolate \u2066x", IntentStatus.HiddenText)]
    [InlineData("\uFEFFmark", IntentStatus.HiddenText)]
    [InlineData("soft\u00ADhyphen", IntentStatus.HiddenText)]
    [InlineData("filler\u3164", IntentStatus.HiddenText)]
    [InlineData("line\u2028separator", IntentStatus.HiddenText)]
    [InlineData("private \uE000", IntentStatus.HiddenText)]
    [InlineData("tags \U000E0041\U000E0042", IntentStatus.HiddenText)]
    [InlineData("variation \uFE00", IntentStatus.HiddenText)]
    [InlineData("variation \U000E0100", IntentStatus.HiddenText)]
    [InlineData("read the \u0441redentials", IntentStatus.MixedAlphabets)]
    [InlineData("g\u03BFogle.com", IntentStatus.MixedAlphabets)]
    public void Check_OtherText_IsRefusedWithItsReason(string text, IntentStatus expected) =>
        Assert.Equal(expected, IntentText.Check(text));

    // Attribute arguments are stored as UTF-8, which cannot hold half a character.
    [Fact]
    public void Check_HalfACharacter_IsRefused()
    {
        Assert.Equal(IntentStatus.LoneSurrogate, IntentText.Check("x" + (char)0xD800));
        Assert.Equal(IntentStatus.LoneSurrogate, IntentText.Check("x" + (char)0xDC00 + "y"));
    }

    [Fact]
    public void Check_4096Characters_AreTheLimit()
    {
        Assert.Equal(IntentStatus.Ok, IntentText.Check(new string('a', 4096)));
        Assert.Equal(IntentStatus.TooLong, IntentText.Check(new string('a', 4097)));
    }
}
