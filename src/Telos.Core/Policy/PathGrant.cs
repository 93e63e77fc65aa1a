namespace Telos.Core.Policy;

/// <summary>
/// Leave to use one path: absolute, starting with "~/", or "." for the workspace. It never reaches into a label below the path:
/// a labelled file needs a grant that names it.
/// </summary>
public sealed record PathGrant(string Path, PathAccess Access, string Reason);
