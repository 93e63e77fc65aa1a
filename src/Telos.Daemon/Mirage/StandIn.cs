using System.Text.Json.Serialization;
using Telos.Core.Mirage;

namespace Telos.Daemon.Mirage;

/// <summary>A decoy that is mounted over a protected file, for one agent.</summary>
/// <param name="Root">What the protected file is below of: the user's home, or /.</param>
/// <param name="Place">Below it.</param>
/// <param name="Uid">Whose the protected file is.</param>
/// <param name="Source">The decoy itself.</param>
internal sealed record StandIn(DecoyKind Kind, string Root, string Place, uint Uid, string Source, string[] Tokens)
{
    [JsonIgnore]
    public string Path => System.IO.Path.Combine(Root, Place);
}
