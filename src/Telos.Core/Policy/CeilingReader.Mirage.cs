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
                    _mirage = _mirage with { Decoys = Kinds(value) };
                    break;
                case "tripwire":
                    _mirage = _mirage with { Tripwire = TripwireOf(value) };
                    break;
            }
        }
    }

    private ImmutableArray<DecoyKind> Kinds(CeilingNode node)
    {
        var kinds = new SortedSet<DecoyKind>();
        foreach (var item in Items(node, "decoys"))
        {
            string name = Text(item, "decoys");
            if (name == AllKinds)
            {
                kinds.UnionWith(DecoyKinds.All);
            }
            else if (DecoyKinds.TryParse(name, out DecoyKind kind))
            {
                kinds.Add(kind);
            }
            else
            {
                _ = Bad(item, $"decoys: \"{name}\" is no kind of decoy: {DecoyKinds.Names}, or {AllKinds}", false);
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
