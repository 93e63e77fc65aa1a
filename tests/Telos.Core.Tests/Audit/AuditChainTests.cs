using System.Text;
using Telos.Core.Audit;
using Xunit;

namespace Telos.Core.Tests.Audit;

public sealed class AuditChainTests
{
    // By sha256sum, of 32 zero octets and {"id":1 without the brace; then of that hash and {"id":2.
    private const string First = "217f18b59e01d02019e2b61ad111beb4a97fa47ebf2de8a187e7921f40a0d6dc";
    private const string Second = "cd42ddeb50b250f548cc420fd421be286c6a51bdd374c21793cd5517fe1a7993";

    [Fact]
    public void Seal_IsTheHashOfTheSealBeforeAndTheRecord()
    {
        byte[] hash = AuditChain.Start;
        Assert.Equal($"{{\"id\":1,\"hash\":\"{First}\"}}", Encoding.UTF8.GetString(Seal("{\"id\":1}", hash)));
        Assert.Equal($"{{\"id\":2,\"hash\":\"{Second}\"}}", Encoding.UTF8.GetString(Seal("{\"id\":2}", hash)));
        Assert.Equal(Second, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Follows_IsFalseForAnyOtherOctet()
    {
        byte[] hash = AuditChain.Start;
        byte[] line = Seal("{\"id\":1}", hash);
        Assert.True(AuditChain.Follows(line, AuditChain.Start));
        Assert.False(AuditChain.Follows(line, hash));
        for (int i = 0; i < line.Length; i++)
        {
            line[i] ^= 1;
            Assert.False(AuditChain.Follows(line, AuditChain.Start), $"octet {i}");
            line[i] ^= 1;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":1,\"hash\":\"zz7c0c7d5dd5f5cbd2e0a4ae0d1d9a5d6ff17ee9b4b6a3a1c0fb5cd0f21c7b9e\"}")]
    public void TryHash_OfALineWithoutASeal_IsFalse(string line)
    {
        byte[] hash = AuditChain.Start;
        Assert.False(AuditChain.TryHash(Encoding.UTF8.GetBytes(line), hash));
        Assert.False(AuditChain.Follows(Encoding.UTF8.GetBytes(line), AuditChain.Start));
    }

    private static byte[] Seal(string record, byte[] hash)
    {
        byte[] line = new byte[record.Length + AuditChain.SealBytes];
        Encoding.UTF8.GetBytes(record, line);
        return line[..AuditChain.Seal(line, record.Length, hash)];
    }
}
