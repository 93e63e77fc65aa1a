using System.Text;
using Telos.Core.Exec;
using ArgumentSet = Telos.Core.Abi.ArgumentSet;
using ArgumentWord = Telos.Core.Abi.ArgumentWord;

namespace Telos.Daemon.Gates;

/// <summary>The sets of refused arguments as the exec gate reads them.</summary>
internal static class ArgumentMaps
{
    /// <summary>Words first: a set that is there is complete. A set keeps its id and only gains words.</summary>
    public static void Write(GateMaps maps)
    {
        foreach (Core.Exec.ArgumentSet set in ArgumentRules.Sets)
        {
            foreach (Core.Exec.ArgumentWord word in set.Words)
            {
                maps.ArgumentWords.Set(KeyOf(set.Id, word.Text), (uint)word.Kind);
            }

            maps.ArgumentSets.Set(set.Id, new ArgumentSet
            {
                RefusedLow = set.Refused.Low,
                RefusedHigh = set.Refused.High,
                ValuedLow = set.Valued.Low,
                ValuedHigh = set.Valued.High,
                KeyedLow = set.Keyed.Low,
                KeyedHigh = set.Keyed.High,
                Flags = (uint)set.Flags,
            });
        }
    }

    private static ArgumentWord KeyOf(uint setId, string text)
    {
        ArgumentWord key = new() { SetId = setId };
        Encoding.ASCII.GetBytes(text, key.Text);
        return key;
    }
}
