using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class LabelCostTests
{
    /// <summary>Kraft's inequality: the code of all labels of one and two bytes leaves room for the longer ones.</summary>
    [Fact]
    public void Eighths_AllShortLabels_KeepKraftsInequality()
    {
        double sum = 0;
        for (int first = 0; first < 256; first++)
        {
            sum += Weight([1, (byte)first]);
            for (int second = 0; second < 256; second++)
            {
                sum += Weight([2, (byte)first, (byte)second]);
            }
        }

        Assert.InRange(sum, 0.05, 1);
    }

    [Fact]
    public void OfType_AllTypes_KeepKraftsInequality()
    {
        double sum = Enumerable.Range(0, 65_536).Sum(type => Math.Pow(2, -LabelCost.OfType((ushort)type) / 8.0));

        Assert.InRange(sum, 0.99, 1);
    }

    // Random text in an alphabet of n letters holds length * log2(n) bits, which the code may only exceed.
    [Theory]
    [InlineData("0123456789")]
    [InlineData("0123456789abcdef")]
    [InlineData("abcdefghijklmnopqrstuvwxyz234567")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("aceilnorst")]
    [InlineData("ab")]
    public void Eighths_RandomText_CostsAtLeastWhatItHolds(string alphabet)
    {
        Random random = new(4);
        double held = 0;
        double charged = 0;
        for (int i = 0; i < 1000; i++)
        {
            string label = new([.. Enumerable.Range(0, random.Next(1, 64)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            held += label.Length * Math.Log2(alphabet.Length);
            charged += LabelCost.Eighths(WireName.Of(label).AsSpan()[..^1]) / 8.0;
        }

        Assert.InRange(charged, held, double.MaxValue);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("www", 15, 30)]
    [InlineData("registry", 30, 60)]
    [InlineData("123e4567-e89b-12d3-a456-426614174000", 128, 180)]
    public void Eighths_NamesAsPeopleGiveThem_CostLittleMoreThanTheyHold(string name, int bitsMin, int bitsMax) =>
        Assert.InRange(LabelCost.Eighths(WireName.Of(name).AsSpan()[..^1]), bitsMin * 8, bitsMax * 8);

    [Fact]
    public void Eighths_BytesOfNoKnownClass_CostTheirEightBits() =>
        Assert.InRange(LabelCost.Eighths([4, 0, 0xFF, 0x80, 0x20]), 4 * 8 * 8, 5 * 8 * 8);

    private static double Weight(byte[] label) => Math.Pow(2, -LabelCost.Eighths(label) / 8.0);
}
