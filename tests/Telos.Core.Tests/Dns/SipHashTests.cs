using System.Buffers.Binary;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class SipHashTests
{
    // Rust, library/coretests/tests/hash/sip.rs, test_siphash_1_3: the key is the bytes 0 to 15, the message the bytes from 0 on.
    [Theory]
    [InlineData(8, "8e9a298d11959036")]
    [InlineData(9, "e43d066cb38ea425")]
    [InlineData(11, "52c34df9c118c170")]
    [InlineData(15, "5699512a6dd820d3")]
    [InlineData(16, "668b907d1add4fcc")]
    [InlineData(17, "0cd8db639068f29c")]
    [InlineData(23, "23c1e6da7f0e5a52")]
    [InlineData(24, "8c9c3467b2ae64f4")]
    [InlineData(31, "bcd1218c1fdd7023")]
    [InlineData(62, "e094664b15f6b2c3")]
    [InlineData(63, "a8b3bbb76290199d")]
    public void Hash_OfTheReferenceMessages_IsTheReferences(int length, string expected)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        ulong hash = new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908)
            .Hash(BinaryPrimitives.ReadUInt64LittleEndian(message), message.AsSpan(sizeof(ulong)));
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Hash_OfAnotherKey_IsAnother()
    {
        byte[] name = "\u0007example\u0003com\0"u8.ToArray();
        ulong hash = new SipHash(1, 2).Hash(1, name);
        Assert.NotEqual(hash, new SipHash(1, 3).Hash(1, name));
        Assert.NotEqual(hash, new SipHash(2, 2).Hash(1, name));
        Assert.NotEqual(hash, new SipHash(1, 2).Hash(28, name));
    }
}
