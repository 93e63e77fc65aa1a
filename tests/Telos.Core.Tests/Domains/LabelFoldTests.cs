using System.Text;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class LabelFoldTests
{
    [Theory]
    [InlineData("google", "google")]
    [InlineData("g00gle", "google")]
    [InlineData("paypa1", "paypal")]
    [InlineData("paypai", "paypal")]
    [InlineData("rnicrosoft", "microsoft")]
    [InlineData("vvikipedia", "wikipedia")]
    [InlineData("clropbox", "dropbox")]
    [InlineData("xn--80ak6aa92e", "apple")]
    [InlineData("xn--ggle-55da", "google")]
    [InlineData("xn--pypal-4ve", "paypal")]
    [InlineData("xn--gthub-zsa", "github")]
    public void What_looks_alike_has_one_skeleton(string label, string brand) => Assert.Equal(Skeleton(brand), Skeleton(label));

    [Theory]
    [InlineData("github", "gitlab")]
    [InlineData("cisco", "disco")]
    [InlineData("xn--mnchen-3ya", "manchen")]
    public void What_does_not_has_two(string label, string other) => Assert.NotEqual(Skeleton(other), Skeleton(label));

    [Theory]
    [InlineData("github", FoldFlags.Changed)]
    [InlineData("abc", FoldFlags.None)]
    [InlineData("xn--bcher-kva", FoldFlags.International | FoldFlags.Changed | FoldFlags.Marked)]
    [InlineData("xn--ggle-55da", FoldFlags.International | FoldFlags.Changed | FoldFlags.MixedScript)]
    [InlineData("xn--80ak6aa92e",
        FoldFlags.International | FoldFlags.Changed | FoldFlags.WholeScript | FoldFlags.OtherScript)]
    [InlineData("xn--j1ail", FoldFlags.International | FoldFlags.Changed | FoldFlags.BeyondAscii | FoldFlags.OtherScript)]
    public void What_was_noticed_is_said(string label, FoldFlags flags) => Assert.Equal(flags, Fold(label).Flags);

    [Theory]
    [InlineData("ti\u1d0bto\u1d0b", FoldFlags.Odd)]
    [InlineData("pi\u0307xel", FoldFlags.Odd)]
    [InlineData("d12\u4e00", FoldFlags.Odd)]
    [InlineData("gamer\u30bd\u30a1", FoldFlags.None)]
    [InlineData("\u00feing", FoldFlags.Local)]
    [InlineData("m\u00fcnchen", FoldFlags.None)]
    [InlineData("stra\u00dfe", FoldFlags.None)]
    [InlineData("ti\u1ebfng", FoldFlags.None)]
    public void Letters_out_of_place_are_noticed(string text, FoldFlags flags) =>
        Assert.Equal(flags, Fold(ALabel(text)).Flags & (FoldFlags.Odd | FoldFlags.Local));

    [Theory]
    [InlineData("codeberg", "coclcbcrg", true)]
    [InlineData("docker", "doclcer", false)]
    [InlineData("tiktok", "tillktolk", false)]
    [InlineData("reddit", "rebblt", false)]
    public void What_is_glanced_at_has_one_outline(string brand, string label, bool joinsCl) =>
        Assert.Equal(OutlineOf(brand, joinsCl), OutlineOf(label, joinsCl));

    [Theory]
    [InlineData("docker", "packer")]
    [InlineData("github", "gitlab")]
    public void What_is_not_has_two(string brand, string label) =>
        Assert.NotEqual(OutlineOf(brand, joinsCl: false), OutlineOf(label, joinsCl: false));

    // Latin and Han, Hiragana, Katakana; Hangul and Han; Latin and Bopomofo: UTS 39 5.2.
    [Theory]
    [InlineData("日本a")]
    [InlineData("かー野球b")]
    [InlineData("한글漢")]
    [InlineData("ㄅab")]
    [InlineData("日本・野球")]
    public void Writing_systems_of_several_scripts_are_not_mixed(string text) =>
        Assert.Equal(
            FoldFlags.None,
            Fold(ALabel(text)).Flags & (FoldFlags.MixedScript | FoldFlags.WholeScript | FoldFlags.Invalid));

    [Theory]
    [InlineData("gооgle")]
    [InlineData("日本α")]
    [InlineData("हिb")]
    public void Others_are(string text) => Assert.Equal(FoldFlags.MixedScript, Fold(ALabel(text)).Flags & FoldFlags.MixedScript);

    // Nothing; no letter or digit; all of ASCII; beyond the last character.
    [Theory]
    [InlineData("xn--")]
    [InlineData("xn--a!")]
    [InlineData("xn--google-")]
    [InlineData("xn--99999999")]
    public void Invalid_labels_have_no_skeleton(string label) => Assert.Equal((0, FoldFlags.Invalid), LengthAndInvalid(label));

    [Theory]
    [InlineData("🔒google")]
    [InlineData("\u0301abc")]
    [InlineData("Ünix")]
    [InlineData("goo\u200bgle")]
    [InlineData("goo\U000e0067gle")]
    public void Characters_that_no_registry_takes_make_it_invalid(string text) =>
        Assert.Equal((0, FoldFlags.Invalid), LengthAndInvalid(ALabel(text)));

    [Fact]
    public void Any_octets_fold_to_letters_within_the_room()
    {
        Random random = new(20261125);
        byte[] label = new byte[63];
        byte[] folded = new byte[LabelFold.LengthMax];
        for (int i = 0; i < 200_000; i++)
        {
            Span<byte> some = label.AsSpan(0, random.Next(1, label.Length + 1));
            random.NextBytes(some);
            if (i % 2 == 0 && some.Length > 4)
            {
                "xn--"u8.CopyTo(some);
                foreach (ref byte octet in some[4..])
                {
                    octet = "abcdefghijklmnopqrstuvwxyz0123456789-"u8[octet % 37];
                }
            }

            FoldedLabel result = LabelFold.Fold(some, folded);
            Assert.InRange(result.Length, 0, folded.Length);
            Assert.Equal((result.Flags & FoldFlags.Invalid) != 0, result.Length == 0);
        }
    }

    [Fact]
    public void Folding_allocates_nothing()
    {
        byte[] label = Encoding.ASCII.GetBytes("xn--80ak6aa92e");
        byte[] folded = new byte[LabelFold.LengthMax];
        LabelFold.Fold(label, folded);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                LabelFold.Fold(label, folded);
            }
        }));
    }

    private static (int Length, FoldFlags Flags) LengthAndInvalid(string label)
    {
        FoldedLabel folded = Fold(label);
        return (folded.Length, folded.Flags & FoldFlags.Invalid);
    }

    private static FoldedLabel Fold(string label) =>
        LabelFold.Fold(Encoding.ASCII.GetBytes(label), new byte[LabelFold.LengthMax]);

    private static string Skeleton(string label)
    {
        byte[] folded = new byte[LabelFold.LengthMax];
        return Encoding.ASCII.GetString(folded, 0, LabelFold.Fold(Encoding.ASCII.GetBytes(label), folded).Length);
    }

    private static string ALabel(string text)
    {
        byte[] encoded = new byte[63];
        int[] points = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        Assert.Equal(PunycodeStatus.Ok, Punycode.TryEncode(points, encoded, out int length));
        return "xn--" + Encoding.ASCII.GetString(encoded, 0, length);
    }

    private static string OutlineOf(string label, bool joinsCl)
    {
        byte[] plain = new byte[LabelFold.LengthMax];
        byte[] outline = new byte[LabelFold.LengthMax];
        int length = LabelFold.FoldLetters(Encoding.ASCII.GetBytes(label), plain).Length;
        return Encoding.ASCII.GetString(outline, 0, LabelFold.Outline(plain.AsSpan(0, length), outline, joinsCl));
    }
}
