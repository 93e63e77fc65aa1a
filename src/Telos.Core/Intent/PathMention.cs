using Telos.Core.Policy;

namespace Telos.Core.Intent;

/// <summary>A path or file name as written. IsProgram: it stands where a program stands.</summary>
public sealed record PathMention(string Text, PathAccess Access, bool IsProgram, bool Negated)
{
    public bool IsRooted => Text.StartsWith('/') || Text.StartsWith('~') || Text.StartsWith('$');
}
