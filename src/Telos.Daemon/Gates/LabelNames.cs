using System.Text;
using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Gates;

/// <summary>The ceiling's names that run later, as the kernel compares them.</summary>
internal static class LabelNames
{
    private static readonly Label s_runLater = new() { Gated = KernelAbi.TELOS_ACCESS_WRITE };

    // Whoever renames a directory to the parent's name brings along what lies in it.
    private static readonly Label s_renamed =
        new() { Gated = KernelAbi.TELOS_ACCESS_WRITE, Flags = KernelAbi.TELOS_LABEL_RENAME };

    /// <summary>Each key once; a name that is ruled out by itself needs no rule for renames to it.</summary>
    public static Dictionary<NameRule, Label> Of(Ceiling ceiling)
    {
        Dictionary<NameRule, Label> names = ceiling.RunLater.ToDictionary(rule => rule, _ => s_runLater);
        foreach (NameRule rule in ceiling.RunLater.Where(rule => rule.Parent.Length > 0))
        {
            names.TryAdd(new NameRule("", rule.Parent), s_renamed);
        }

        // A label that gates nothing ends the walk.
        foreach (NameRule rule in RunLaterPlaces.Harmless)
        {
            names.Add(rule, default);
        }

        return names;
    }

    public static NameKey KeyOf(NameRule rule)
    {
        NameKey key = default;
        Encoding.UTF8.GetBytes(rule.Parent, key.Parent);
        Encoding.UTF8.GetBytes(rule.Name, key.Name);
        return key;
    }

    public static NameRule RuleOf(in NameKey key) => new(Text(key.ParentBytes), Text(key.NameBytes));

    private static string Text(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded.TrimEnd((byte)0));
}
