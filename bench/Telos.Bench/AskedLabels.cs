namespace Telos.Bench;

/// <summary>Brands, labels that nobody would take for one of them, and brands with a mistake.</summary>
internal sealed class AskedLabels
{
    /// <summary>How many benign ones and how many mistaken ones: a power of two.</summary>
    public const int Count = 1 << 12;

    private const int BrandCount = 100_000;

    public AskedLabels()
    {
        IEnumerable<string> others = MadeNames.Labels(Count * 4, seed: 5).Except(Brands).Take(Count);
        Benign = [.. others.Select((label, i) => $"{label}{Tail(i)}")];
        Random random = new(6);
        Typos = [.. Enumerable.Range(0, Count).Select(_ => Mistake(Brands[random.Next(BrandCount)], random))];
    }

    public string[] Brands { get; } = MadeNames.Labels(BrandCount, seed: 4);

    public string[] Benign { get; }

    public string[] Typos { get; }

    // What nobody's brand is two letters away from.
    private static string Tail(int number) => "xq" + (char)('a' + (number % 26)) + "x";

    private static string Mistake(string label, Random random)
    {
        int at = random.Next(label.Length - 1);
        return random.Next(4) switch
        {
            0 => label.Remove(at, 1),
            1 => label.Insert(at, "q"),
            2 => label[..at] + label[at + 1] + label[at] + label[(at + 2)..],
            _ => label[..at] + 'x' + label[(at + 1)..],
        };
    }
}
