namespace Telos.Core.Policy;

/// <summary>A piece of policy.yaml that remembers where it stood, so that an error can point at it.</summary>
internal sealed record CeilingNode(CeilingNodeKind Kind, long Line, long Column, string Text)
{
    public List<CeilingNode> Items { get; } = [];

    public List<(CeilingNode Key, CeilingNode Value)> Entries { get; } = [];
}
