using System.Text;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class PunycodeTests
{
    // RFC 3492 7.1, as far as the reference does not change letter case by annotations.
    [Theory]
    [InlineData(
        "\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f",
        "egbpdaj6bu4bxfgehfvwxn")]
    [InlineData("\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587", "ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("\u4ed6\u5011\u7232\u4ec0\u9ebd\u4e0d\u8aaa\u4e2d\u6587", "ihqwctvzc91f659drss3x8bo0yb")]
    [InlineData("Pro\u010dprost\u011bnemluv\u00ed\u010desky", "Proprostnemluvesky-uyb24dma41a")]
    [InlineData(
        "\u05dc\u05de\u05d4\u05d4\u05dd\u05e4\u05e9\u05d5\u05d8\u05dc\u05d0\u05de\u05d3\u05d1\u05e8\u05d9\u05dd"
        + "\u05e2\u05d1\u05e8\u05d9\u05ea",
        "4dbcagdahymbxekheh6e0a7fei0b")]
    [InlineData(
        "\u092f\u0939\u0932\u094b\u0917\u0939\u093f\u0928\u094d\u0926\u0940\u0915\u094d\u092f\u094b\u0902\u0928"
        + "\u0939\u0940\u0902\u092c\u094b\u0932\u0938\u0915\u0924\u0947\u0939\u0948\u0902",
        "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd")]
    [InlineData(
        "\u306a\u305c\u307f\u3093\u306a\u65e5\u672c\u8a9e\u3092\u8a71\u3057\u3066\u304f\u308c\u306a\u3044\u306e"
        + "\u304b",
        "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa")]
    [InlineData(
        "\u043f\u043e\u0447\u0435\u043c\u0443\u0436\u0435\u043e\u043d\u0438\u043d\u0435\u0433\u043e\u0432\u043e"
        + "\u0440\u044f\u0442\u043f\u043e\u0440\u0443\u0441\u0441\u043a\u0438",
        "b1abfaaepdrnnbgefbadotcwatmq2g4l")]
    [InlineData("Porqu\u00e9nopuedensimplementehablarenEspa\u00f1ol", "PorqunopuedensimplementehablarenEspaol-fmd56a")]
    [InlineData(
        "T\u1ea1isaoh\u1ecdkh\u00f4ngth\u1ec3c"
        + "h\u1ec9n\u00f3iti\u1ebfngVi\u1ec7t",
        "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g")]
    [InlineData("3\u5e74B\u7d44\u91d1\u516b\u5148\u751f", "3B-ww4c5e180e575a65lsy2b")]
    [InlineData("\u5b89\u5ba4\u5948\u7f8e\u6075-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n")]
    [InlineData("Hello-Another-Way-\u305d\u308c\u305e\u308c\u306e\u5834\u6240", "Hello-Another-Way--fc4qua05auwb3674vfr0b")]
    [InlineData("\u3072\u3068\u3064\u5c4b\u6839\u306e\u4e0b2", "2-u9tlzr9756bt3uc0v")]
    [InlineData("Maji\u3067Koi\u3059\u308b5\u79d2\u524d", "MajiKoi5-783gue6qz075azm5e")]
    [InlineData("\u30d1\u30d5\u30a3\u30fcde\u30eb\u30f3\u30d0", "de-jg4avhby1noc0d")]
    [InlineData("\u305d\u306e\u30b9\u30d4\u30fc\u30c9\u3067", "d9juau41awczczp")]
    [InlineData("-> $1.00 <-", "-> $1.00 <--")]
    public void The_samples_of_the_RFC_go_both_ways(string text, string encoded)
    {
        int[] points = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        Span<byte> written = stackalloc byte[63];
        Assert.Equal(PunycodeStatus.Ok, Punycode.TryEncode(points, written, out int length));
        Assert.Equal(encoded, Encoding.ASCII.GetString(written[..length]));

        Span<int> read = stackalloc int[63];
        Assert.Equal(PunycodeStatus.Ok, Punycode.TryDecode(Encoding.ASCII.GetBytes(encoded), read, out int count));
        Assert.Equal(points, read[..count].ToArray());
    }

    [Theory]
    [InlineData("a-b!", PunycodeStatus.DigitInvalid)]
    [InlineData("bcher-kv", PunycodeStatus.Truncated)]
    [InlineData("99999999", PunycodeStatus.Overflow)]
    [InlineData("a-9999999999999", PunycodeStatus.Overflow)]
    public void What_is_no_punycode_is_told_apart(string encoded, PunycodeStatus status) =>
        Assert.Equal(status, Punycode.TryDecode(Encoding.ASCII.GetBytes(encoded), new int[63], out _));

    [Fact]
    public void An_octet_beyond_ASCII_is_not_basic() =>
        Assert.Equal(PunycodeStatus.NotBasic, Punycode.TryDecode([0xc3, (byte)'-', (byte)'a'], new int[63], out _));

    [Fact]
    public void Too_little_room_is_said()
    {
        Assert.Equal(PunycodeStatus.TooLong, Punycode.TryDecode("abc-kva"u8, new int[2], out _));
        Assert.Equal(PunycodeStatus.TooLong, Punycode.TryDecode("abc-kva"u8, new int[3], out _));
        Assert.Equal(PunycodeStatus.TooLong, Punycode.TryEncode(['b', 0xfc, 'c'], new byte[4], out _));
    }

    [Fact]
    public void Any_octets_end_in_a_status_and_what_decodes_encodes_to_itself_or_shorter()
    {
        Random random = new(20261124);
        byte[] encoded = new byte[59];
        int[] points = new int[63];
        byte[] again = new byte[128];
        int decoded = 0;
        for (int i = 0; i < 200_000; i++)
        {
            Span<byte> some = encoded.AsSpan(0, random.Next(encoded.Length + 1));
            foreach (ref byte octet in some)
            {
                octet = "abcdefghijklmnopqrstuvwxyz0123456789-"u8[random.Next(37)];
            }

            if (Punycode.TryDecode(some, points, out int count) == PunycodeStatus.Ok)
            {
                decoded++;
                Assert.Equal(PunycodeStatus.Ok, Punycode.TryEncode(points.AsSpan(0, count), again, out int length));
                Assert.True(length <= some.Length + 1);
            }
        }

        Assert.True(decoded > 1000);
    }
}
