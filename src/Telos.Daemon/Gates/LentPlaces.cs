using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>What is labelled for agents, each by itself. Two of one image may have brought along the same.</summary>
internal sealed class LentPlaces : IDisposable
{
    private readonly Dictionary<uint, IReadOnlyList<LentPlace>> _places = [];

    /// <summary>Null for a file that is none of them.</summary>
    public Label? LabelOf(FileId file)
    {
        Label? label = null;
        foreach (LentPlace place in _places.Values.SelectMany(places => places).Where(place => place.File.Equals(file)))
        {
            label = label is Label other ? LabelPaths.Stricter(other, place.Label) : place.Label;
        }

        return label;
    }

    public void Add(uint agentId, IReadOnlyList<LentPlace> places) => _places.Add(agentId, places);

    public bool IsEmpty => _places.Count == 0;

    /// <returns>What the agent had.</returns>
    public FileId[] Replace(uint agentId, IReadOnlyList<LentPlace> places)
    {
        FileId[] gone = Remove(agentId);
        if (places.Count > 0)
        {
            Add(agentId, places);
        }

        return gone;
    }

    /// <returns>What the agent had.</returns>
    public FileId[] Remove(uint agentId)
    {
        if (!_places.Remove(agentId, out IReadOnlyList<LentPlace>? gone))
        {
            return [];
        }

        foreach (LentPlace place in gone)
        {
            place.Handle.Dispose();
        }

        return [.. gone.Select(place => place.File)];
    }

    public void Dispose()
    {
        foreach (uint agentId in _places.Keys.ToArray())
        {
            Remove(agentId);
        }
    }
}
