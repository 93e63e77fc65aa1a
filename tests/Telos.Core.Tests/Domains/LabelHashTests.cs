using System.Text;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class LabelHashTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("example")]
    [InlineData("a-label-that-is-as-long-as-labels-may-be-in-the-names-of-the-net")]
    public void Parts_and_gaps_have_the_hash_of_what_is_left(string text)
    {
        text = text[..Math.Min(text.Length, LabelHash.LengthMax)];
        LabelHash hash = new(Encoding.ASCII.GetBytes(text));
        ulong[] once = new ulong[text.Length];
        ulong[] gap = new ulong[text.Length];
        hash.Without(once, gap);
        for (int i = 0; i < text.Length; i++)
        {
            Assert.Equal(Of(text[..i]), hash.Part(0, i));
            Assert.Equal(Of(text[i..]), hash.Part(i, text.Length));
            Assert.Equal(Of(text.Remove(i, 1)), once[i]);
            for (int j = i + 1; j < text.Length; j++)
            {
                Assert.Equal(Of(text.Remove(j, 1).Remove(i, 1)), unchecked(gap[i] + once[j]));
            }
        }
    }

    private static ulong Of(string text) => LabelHash.Of(Encoding.ASCII.GetBytes(text));
}
