using Telos.Core.Abi;

namespace Telos.Daemon.Agents;

/// <summary>A program in this machine's terms.</summary>
/// <param name="Flags">TELOS_EXEC_JIT or none.</param>
/// <param name="Arguments">The id of the set of arguments that it may not be given; 0 refuses none.</param>
/// <param name="Path">As which it was found.</param>
/// <param name="UntilNs">Its own end, if it is before the policy's.</param>
internal readonly record struct BoundProgram(
    OpenFile File, uint Flags, uint Arguments, string Path, ulong UntilNs = ulong.MaxValue);
