using Telos.Core.Abi;

namespace Telos.Daemon.Agents;

/// <summary>A path in this machine's terms.</summary>
/// <param name="UntilNs">Its own end, if it is before the policy's.</param>
/// <param name="Path">Where the file itself lies, whatever links the words led through.</param>
internal readonly record struct BoundPath(OpenFile File, uint Access, ulong UntilNs, string Path);
