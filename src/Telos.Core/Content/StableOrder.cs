namespace Telos.Core.Content;

/// <summary>Numbers in order, those that are equal as they came.</summary>
internal static class StableOrder
{
    private const int IndexBits = 20;

    /// <summary>The index of each, the least first.</summary>
    /// <param name="keys">At most a million, below 2^43.</param>
    public static int[] Of(long[] keys)
    {
        // By value: sorting a list of objects would bring a copy of its code for every kind of list in the program.
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (keys[i] << IndexBits) | (long)i;
        }

        Array.Sort(keys);
        int[] order = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            order[i] = (int)(keys[i] & ((1 << IndexBits) - 1));
        }

        return order;
    }
}
