using Telos.Fuzz.Native;

namespace Telos.Fuzz;

/// <summary>A target over its corpus and changes to it: no search, but enough to see what was found once.</summary>
internal static class Smoke
{
    private const int LengthMax = 1 << 14;

    /// <summary>Returns how many inputs there were.</summary>
    /// <param name="directory">Has Corpora and Dictionaries.</param>
    /// <exception cref="SmokeException">An input is at fault.</exception>
    public static int Run(FuzzTarget target, string directory, int seed, int mutations)
    {
        string[] paths = [.. Directory.GetFiles(Path.Combine(directory, "Corpora", target.Name)).Order(StringComparer.Ordinal)];
        byte[][] inputs = [.. paths.Select(File.ReadAllBytes)];
        string dictionary = Path.Combine(directory, "Dictionaries", target.Name + ".dict");
        Random random = new(seed);
        Mutation mutation = new(random, File.Exists(dictionary) ? FuzzDictionary.Read(dictionary) : [], inputs);
        using GuardedRegion region = GuardedRegion.Map();
        for (int i = 0; i < inputs.Length; i++)
        {
            Test(target, region, inputs[i], Path.GetFileName(paths[i]));
        }

        for (int i = 0; i < mutations; i++)
        {
            byte[] input = mutation.Of(inputs[random.Next(inputs.Length)]);
            Test(target, region, input.AsSpan(0, Math.Min(input.Length, LengthMax)), $"seed {seed}");
        }

        return inputs.Length + mutations;
    }

    private static void Test(FuzzTarget target, GuardedRegion region, ReadOnlySpan<byte> input, string origin)
    {
        byte[] kept = input.ToArray();
        try
        {
            target.RunGuarded(region, input);
        }
        catch (Exception error) when (error is not SmokeException)
        {
            throw new SmokeException($"{target.Name}, {origin}, input {Convert.ToHexString(kept)}: {error.Message}", error);
        }
    }
}
