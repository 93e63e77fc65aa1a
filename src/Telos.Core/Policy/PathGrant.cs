namespace Telos.Core.Policy;

/// <summary>
/// Leave to use one path: absolute, starting with "~/", or "." for the workspace. It never reaches into a label below the path:
/// a labelled file needs a grant that names it.
/// </summary>
/// <param name="UntilNs">On the boot clock, when it ends before the policy does.</param>
public sealed record PathGrant(string Path, PathAccess Access, string Reason, ulong? UntilNs = null);
