namespace Telos.Fuzz;

/// <summary>Small changes to an input, the same ones for the same seed.</summary>
internal sealed class Mutation(Random random, byte[][] words, byte[][] others)
{
    private const int ChangesMax = 4;

    public byte[] Of(byte[] input)
    {
        List<byte> octets = [.. input];
        int changes = random.Next(1, ChangesMax + 1);
        for (int i = 0; i < changes; i++)
        {
            Change(octets);
        }

        return [.. octets];
    }

    private void Change(List<byte> octets)
    {
        int at = random.Next(octets.Count + 1);
        int count = random.Next(octets.Count - at + 1);
        switch (random.Next(7))
        {
            case 0 when at < octets.Count:
                octets[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < octets.Count:
                octets[at] = (byte)random.Next(256);
                break;
            case 2:
                octets.RemoveRange(at, count);
                break;
            case 3:
                octets.RemoveRange(at, octets.Count - at);
                break;
            case 4:
                octets.InsertRange(at, octets.GetRange(at, count));
                break;
            case 5 when words.Length > 0:
                octets.InsertRange(at, words[random.Next(words.Length)]);
                break;
            default:
                Splice(octets, at);
                break;
        }
    }

    private void Splice(List<byte> octets, int at)
    {
        byte[] other = others[random.Next(others.Length)];
        octets.RemoveRange(at, octets.Count - at);
        octets.AddRange(other[random.Next(other.Length + 1)..]);
    }
}
