using System.Collections.Immutable;
using Telos.Core.Mirage;

namespace Telos.Core.Policy;

/// <summary>The section mirage.</summary>
internal sealed partial class CeilingReader
{
    private const string AllKinds = "all";

    private MirageRules _mirage = MirageRules.None;

    private void ReadMirage(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "mirage"))
        {
            switch (key.Text)
            {
                case "decoys":
                    _mirage = _mirage with { Decoys = Kinds(value, "decoys", "is no kind of decoy", DecoyKinds.All) };
                    break;
                case "in_place":
                    _mirage = _mirage with
                    {
                        InPlace = Kinds(value, "in_place", "stands for no protected file", DecoyKinds.InPlace),
                    };
                    break;
                case "tripwire":
                    _mirage = _mirage with { Tripwire = TripwireOf(value) };
                    break;
            }
        }
    }

    private ImmutableArray<DecoyKind> Kinds(CeilingNode node, string key, string fault, ImmutableArray<DecoyKind> known)
    {
        var kinds = new SortedSet<DecoyKind>();
        foreach (var item in Items(node, key))
        {
            string name = Text(item, key);
            if (name == AllKinds)
            {
                kinds.UnionWith(known);
            }
            else if (DecoyKinds.TryParse(name, out DecoyKind kind) && known.Contains(kind))
            {
                kinds.Add(kind);
            }
            else
            {
                _ = Bad(item, $"{key}: \"{name}\" {fault}: {DecoyKinds.NamesOf(known)}, or {AllKinds}", false);
            }
        }

        return [.. kinds];
    }

    private Tripwire TripwireOf(CeilingNode value) => Text(value, "tripwire") switch
    {
        "normal" => Tripwire.Normal,
        "strict" => Tripwire.Strict,
        var other => Bad(value, $"tripwire is normal or strict, not \"{other}\"", _mirage.Tripwire),
    };
}
