using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>
/// A path to be labelled. Owner: the user in whose home it is, who could put a link to anything there and have it
/// labelled for everybody; so only a file of that user's gets the label. Null for a path that only root can change.
/// </summary>
internal readonly record struct LabelPath(string Path, Label Label, uint? Owner)
{
    public bool IsFor(uint fileOwner) => Owner is null || Owner == fileOwner;
}
