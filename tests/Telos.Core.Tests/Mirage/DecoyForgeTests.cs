using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Telos.Core.Mirage;
using Xunit;

namespace Telos.Core.Tests.Mirage;

public sealed class DecoyForgeTests
{
    public static TheoryData<DecoyKind> Kinds => [.. DecoyKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Make_TwoOfAKind_HaveNoTokenInCommon(DecoyKind kind)
    {
        Decoy one = DecoyForge.Make(kind), other = DecoyForge.Make(kind);
        Assert.NotEmpty(one.Tokens);
        Assert.All(one.Tokens, token => Assert.InRange(token.Length, 20, 400));
        Assert.All(one.Tokens, token => Assert.Contains(token, one.Content, StringComparison.Ordinal));
        Assert.All(one.Tokens, token => Assert.DoesNotContain(token, other.Content, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DecoyKind.Aws, @"^\[default\]\naws_access_key_id = AKIA[A-Z2-7]{16}\naws_secret_access_key = [\w+/]{40}\n")]
    [InlineData(DecoyKind.Env, @"(?m)^GITHUB_TOKEN=ghp_[0-9A-Za-z]{36}$")]
    [InlineData(DecoyKind.Kube, @"(?m)^    token: [\w-]+\.[\w-]+\.[\w-]{342}$")]
    [InlineData(DecoyKind.Cookies, @"^# Netscape HTTP Cookie File\n(\.[\w.]+\tTRUE\t/\tTRUE\t\d{10}\t\w+\t\w+\n){2}$")]
    [InlineData(DecoyKind.Npm, @"^//[\w.]+/:_authToken=npm_[0-9A-Za-z]{36}\n")]
    [InlineData(DecoyKind.Pypi, @"(?m)^password = pypi-AgEIcHlwaS5vcmc[\w-]{160}$")]
    [InlineData(DecoyKind.Dump, @"\('?\d,?'?.*\$2b\$12\$[./A-Za-z0-9]{53}'\)")]
    [InlineData(DecoyKind.Shadow, @"^root:\$y\$j9T\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{43}:\d+:0:99999:7:::\n")]
    public void Make_HasTheFormatOfItsKind(DecoyKind kind, string pattern) =>
        Assert.Matches(new Regex(pattern), DecoyForge.Make(kind).Content);

    [Fact]
    public void Make_Ssh_IsAPrivateKeyThatSigns()
    {
        Decoy decoy = DecoyForge.Make(DecoyKind.Ssh);
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(decoy.Content);
        byte[] signature = key.SignData("x"u8, HashAlgorithmName.SHA256);
        Assert.True(key.VerifyData("x"u8, signature, HashAlgorithmName.SHA256));
    }

    // The check value of CRC-32 (reveng's catalogue: "123456789" gives cbf43926).
    [Fact]
    public void Checksum_IsCrc32InBase62()
    {
        uint crc = 0xCBF43926;
        string digits = "";
        for (; digits.Length < 6; crc /= 62)
        {
            digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(crc % 62)] + digits;
        }

        Assert.Equal(digits, DecoyForge.Checksum("123456789"));
    }

    [Fact]
    public void Make_TokensWithAChecksum_HoldIt()
    {
        foreach (DecoyKind kind in new[] { DecoyKind.Npm, DecoyKind.Env })
        {
            string token = DecoyForge.Make(kind).Tokens[^1];
            string letters = token[4..^6];
            Assert.Equal(30, letters.Length);
            Assert.Equal(DecoyForge.Checksum(letters), token[^6..]);
        }
    }

    [Fact]
    public void Kinds_HaveNamesThatReadBack()
    {
        foreach (DecoyKind kind in DecoyKinds.All)
        {
            Assert.True(DecoyKinds.TryParse(DecoyKinds.Name(kind), out DecoyKind again));
            Assert.Equal(kind, again);
            Assert.All(DecoyKinds.Places(kind), place => Assert.DoesNotContain("..", place, StringComparison.Ordinal));
        }

        Assert.False(DecoyKinds.TryParse("gold", out _));
        Assert.False(DecoyKinds.TryParse("AWS", out _));
    }
}
