using System.Text.Json.Serialization;
using Telos.Core.Mirage;

namespace Telos.Daemon.Mirage;

/// <summary>A decoy where it lies, with what is needed to plant it again.</summary>
/// <param name="Root">The user's home or the workspace.</param>
/// <param name="Place">Below it.</param>
internal sealed record PlantedDecoy(DecoyKind Kind, string Root, string Place, string Content, string[] Tokens, DateTime Written)
{
    [JsonIgnore]
    public string Path => System.IO.Path.Combine(Root, Place);
}
