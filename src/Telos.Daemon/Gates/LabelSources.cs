using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>Why files have labels: rules of the ceiling, containers that brought them along, decoys.</summary>
internal sealed class LabelSources : IDisposable
{
    /// <summary>By the ceiling's rules.</summary>
    public Dictionary<FileId, Label> Ruled { get; } = [];

    /// <summary>What agents in containers brought along.</summary>
    public LentPlaces Lent { get; } = new();

    /// <summary>What was planted for agents, and the directories of it.</summary>
    public LentPlaces Decoys { get; } = new();

    /// <summary>
    /// What all of them ask for; null: nothing. A file that has another label is no decoy, however it came by the place of one:
    /// who may read a decoy is told of less than who may read a secret.
    /// </summary>
    public Label? Of(FileId file)
    {
        Label? other = Both(Ruled.TryGetValue(file, out Label ruled) ? ruled : null, Lent.LabelOf(file));
        Label? decoy = Decoys.LabelOf(file);
        return other is not null && (decoy?.Flags & KernelAbi.TELOS_LABEL_DECOY) is not (null or 0) ? other : Both(other, decoy);
    }

    public void Dispose()
    {
        Lent.Dispose();
        Decoys.Dispose();
    }

    private static Label? Both(Label? one, Label? other) =>
        one is Label first && other is Label second ? LabelPaths.Stricter(first, second) : one ?? other;
}
