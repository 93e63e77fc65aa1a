using System.Text;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class DomainTextTests
{
    [Theory]
    [InlineData("GitHub.com.", "github.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("ПОЧТА.рф", "xn--80a1acny.xn--p1ai")]
    [InlineData("日本。jp", "xn--wgv71a.jp")]
    public void Names_of_any_script_are_read(string text, string name) =>
        Assert.Equal((DomainLineStatus.Name, name), Parse(text));

    [Theory]
    [InlineData("", DomainLineStatus.Blank)]
    [InlineData(".", DomainLineStatus.EmptyLabel)]
    [InlineData("a..b", DomainLineStatus.EmptyLabel)]
    [InlineData("*.example.com", DomainLineStatus.ByteNotAllowed)]
    [InlineData("https://example.com", DomainLineStatus.ByteNotAllowed)]
    [InlineData("example.com:443", DomainLineStatus.ByteNotAllowed)]
    [InlineData("two words", DomainLineStatus.ByteNotAllowed)]
    [InlineData("192.0.2.1", DomainLineStatus.AddressOnly)]
    [InlineData("ü.ü..de", DomainLineStatus.EmptyLabel)]
    public void What_is_no_name_is_told_apart(string text, DomainLineStatus status) => Assert.Equal(status, Parse(text).Status);

    [Fact]
    public void Broken_UTF8_is_no_name() =>
        Assert.Equal(DomainLineStatus.ByteNotAllowed, DomainText.Parse([0xc3, 0x28], new byte[DomainLine.NameLengthMax], out _));

    [Fact]
    public void Any_octets_end_in_a_status()
    {
        Random random = new(20261124);
        byte[] text = new byte[1200];
        byte[] name = new byte[DomainLine.NameLengthMax];
        for (int i = 0; i < 100_000; i++)
        {
            Span<byte> some = text.AsSpan(0, random.Next(i % 16 == 0 ? text.Length : 80));
            string letters = string.Concat(random.GetItems("ab.üдж日.\ud83d\udd12-".AsSpan(), some.Length / 4));
            Encoding.UTF8.GetBytes(letters).AsSpan(0, Math.Min(some.Length, Encoding.UTF8.GetByteCount(letters))).CopyTo(some);
            DomainLineStatus status = DomainText.Parse(some, name, out int length);
            Assert.Equal(status == DomainLineStatus.Name, length > 0);
        }
    }

    private static (DomainLineStatus Status, string Name) Parse(string text)
    {
        byte[] name = new byte[DomainLine.NameLengthMax];
        DomainLineStatus status = DomainText.Parse(Encoding.UTF8.GetBytes(text), name, out int length);
        return (status, status == DomainLineStatus.Name ? NameText.Of(name.AsSpan(0, length)) : "");
    }
}
