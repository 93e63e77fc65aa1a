using System.Buffers.Binary;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class DnsNameTests
{
    private static readonly byte[] s_header = new byte[12];

    [Theory]
    [InlineData("00", 1, 0)]
    [InlineData("03'www'00", 5, 1)]
    [InlineData("(01'a')*127 00", 255, 127)]
    [InlineData("(3f 'a'*63)*3 3d 'a'*61 00", 255, 4)]
    [InlineData("04 002e ff 5c 00", 6, 1)]
    public void TryRead_WithoutPointers(string octets, int wireLength, int labelCount)
    {
        byte[] message = [.. s_header, .. Octets.Of(octets)];
        Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, 12, out DnsName name));
        Assert.Equal((wireLength, labelCount), (name.WireLength, name.LabelCount));
        Assert.Equal((message.Length, true), (name.EndOffset, name.IsPlain));
        byte[] copy = new byte[wireLength];
        Assert.Equal(wireLength, name.CopyTo(copy));
        Assert.Equal(message[12..], copy);
    }

    // The octets follow a header of zeros; the name is read at offset.
    [Theory]
    [InlineData("03'com'00 03'www'c00c", 17, "03'www'03'com'00", 23)]
    [InlineData("03'com'00 c00c c011", 19, "03'com'00", 21)]
    [InlineData("03'com'00 01'a'c00c 01'b'c011 01'c'c015", 25, "01'c'01'b'01'a'03'com'00", 29)]
    [InlineData("00 03'www'c00c", 13, "03'www'00", 19)]
    [InlineData("05'xx'02'yz'00 01'q'c00f", 19, "01'q'02'yz'00", 23)]
    public void TryRead_FollowsPointersBackwards(string octets, int offset, string expected, int endOffset)
    {
        byte[] message = [.. s_header, .. Octets.Of(octets)];
        Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, offset, out DnsName name));
        byte[] copy = new byte[name.WireLength];
        Assert.Equal(copy.Length, name.CopyTo(copy));
        Assert.Equal(Octets.Of(expected), copy);
        Assert.Equal((endOffset, false), (name.EndOffset, name.IsPlain));
    }

    // The octets follow a header of zeros; the name is read at offset.
    [Theory]
    [InlineData("c00c", 12, DnsStatus.PointerForward)]
    [InlineData("01'a'c00c", 12, DnsStatus.PointerForward)]
    [InlineData("c00e c00c", 12, DnsStatus.PointerForward)]
    [InlineData("c00e c00c", 14, DnsStatus.PointerForward)]
    [InlineData("01'a'c00c 01'b'c00e", 16, DnsStatus.PointerForward)]
    [InlineData("01'a'c010 01'b'c00c", 16, DnsStatus.PointerForward)]
    [InlineData("ffff", 12, DnsStatus.PointerForward)]
    [InlineData("c000", 12, DnsStatus.PointerIntoHeader)]
    [InlineData("03'com'00 c00b", 17, DnsStatus.PointerIntoHeader)]
    [InlineData("40'a'00", 12, DnsStatus.LabelType)]
    [InlineData("80 0c", 12, DnsStatus.LabelType)]
    [InlineData("bf 0c", 12, DnsStatus.LabelType)]
    [InlineData("01'a'7f 00", 12, DnsStatus.LabelType)]
    [InlineData("c0", 12, DnsStatus.NameTruncated)]
    [InlineData("01'a'", 12, DnsStatus.NameTruncated)]
    [InlineData("01", 12, DnsStatus.NameTruncated)]
    [InlineData("3f 'a'*62", 12, DnsStatus.NameTruncated)]
    [InlineData("", 12, DnsStatus.NameTruncated)]
    [InlineData("00", 13, DnsStatus.NameTruncated)]
    [InlineData("00", 70000, DnsStatus.NameTruncated)]
    [InlineData("00", -1, DnsStatus.NameTruncated)]
    [InlineData("(01'a')*127 01'a'00", 12, DnsStatus.NameTooLong)]
    [InlineData("(3f 'a'*63)*3 3e 'a'*62 00", 12, DnsStatus.NameTooLong)]
    [InlineData("(3f 'a'*63)*3 00 3e 'a'*62 c00c", 205, DnsStatus.NameTooLong)]
    public void TryRead_MalformedName_IsRejected(string octets, int offset, DnsStatus status)
    {
        byte[] message = [.. s_header, .. Octets.Of(octets)];
        Assert.Equal(status, DnsName.TryRead(message, offset, out _));
    }

    [Fact]
    public void TryRead_PointerOctetsC1ToFf_AreHighBitsOfTheOffset()
    {
        for (int high = 1; high <= 0x3f; high++)
        {
            int target = (high << 8) | 0x12;
            byte[] message = new byte[target + 7];
            Octets.Of("03'com'00").CopyTo(message, target);
            message[^2] = (byte)(0xc0 | high);
            message[^1] = 0x12;
            Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, target + 5, out DnsName name));
            Assert.True(name.Is(Octets.Of("03'com'00")));
        }
    }

    [Fact]
    public void TryRead_AsManyPointersAsLabels_AreFollowed()
    {
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(PointerChain(126), out DnsResponse response));
        DnsRecordCursor records = response.Records;
        Assert.True(records.MoveNext() && records.MoveNext());
        Assert.True(records.Current.Owner.Is(Octets.Of("03'www'07'example'03'com'00")));
    }

    [Fact]
    public void TryRead_ALabelAndAPointer127Times_IsAWholeName()
    {
        byte[] message = [.. s_header, 0];
        int previous = 12;
        for (int i = 0; i < 127; i++)
        {
            int next = message.Length;
            message = [.. message, 1, (byte)'a', (byte)(0xc0 | (previous >> 8)), (byte)previous];
            previous = next;
        }

        Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, previous, out DnsName name));
        Assert.Equal((255, 127), (name.WireLength, name.LabelCount));
        byte[] longer = [.. message, 1, (byte)'a', (byte)(0xc0 | (previous >> 8)), (byte)previous];
        Assert.Equal(DnsStatus.NameTooLong, DnsName.TryRead(longer, message.Length, out _));
    }

    [Theory]
    [InlineData("03'wWw'07'Example'03'cOM'00", "03'www'07'example'03'com'00", true)]
    [InlineData("03'www'07'example'03'com'00", "03'www'07'example'03'net'00", false)]
    [InlineData("03'www'07'example'03'com'00", "03'www'0b'example'03'com'00", false)]
    [InlineData("01'a'01'b'00", "03'a'01'b'00", false)]
    [InlineData("01'@'00", "01'`'00", false)]
    [InlineData("01 c1 00", "01 e1 00", false)]
    [InlineData("00", "00", true)]
    public void Is_ComparesLabelsAndFoldsAsciiAlone(string octets, string lowerName, bool expected)
    {
        byte[] message = [.. s_header, .. Octets.Of(octets)];
        Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, 12, out DnsName name));
        Assert.Equal(expected, name.Is(Octets.Of(lowerName)));
    }

    [Fact]
    public void CopyLowerTo_FoldsAsciiAloneBehindOtherOctets()
    {
        byte[] message = [.. s_header, .. Octets.Of("05'A'ff'Z'c1'['03'COM'00")];
        Assert.Equal(DnsStatus.Ok, DnsName.TryRead(message, 12, out DnsName name));
        byte[] lower = new byte[name.WireLength];
        name.CopyLowerTo(lower);
        Assert.Equal(Octets.Of("05'a'ff'z'c1'['03'com'00"), lower);
    }

    /// <summary>The first answer's data is a chain of pointers to the question; the second's owner leads to its last.</summary>
    internal static byte[] PointerChain(int pointers)
    {
        byte[] message =
        [
            .. Octets.Response("0001 0002 0000 0000", Octets.Question + "c00c 000a 0001 0000003c 0000"),
            .. new byte[pointers * 2],
        ];
        int start = message.Length - (pointers * 2);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(start - 2), (ushort)(pointers * 2));
        for (int i = 0; i < pointers; i++)
        {
            int target = i == 0 ? 12 : start + ((i - 1) * 2);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(start + (i * 2)), (ushort)(0xc000 | target));
        }

        byte[] owner = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(owner, (ushort)(0xc000 | (message.Length - 2)));
        return [.. message, .. owner, .. Octets.Of("0001 0001 0000003c 0004 c0000201")];
    }
}
