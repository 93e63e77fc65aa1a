using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>
/// A sensitive file or directory. "~/" stands for every user's home. Grantable: an intent that names it may
/// read it, and is tainted to Level by doing so; otherwise no intent may.
/// </summary>
public sealed record LabelRule(string Path, Taint Level, bool Grantable);
