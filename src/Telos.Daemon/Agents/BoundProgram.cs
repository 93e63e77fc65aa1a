using Telos.Core.Abi;
using Telos.Core.Exec;

namespace Telos.Daemon.Agents;

/// <summary>A program in this machine's terms.</summary>
/// <param name="Flags">TELOS_EXEC_JIT and TELOS_EXEC_WALKS, or none.</param>
/// <param name="Arguments">The id of the set of arguments that it may not be given; 0 refuses none.</param>
/// <param name="Path">As which it was found.</param>
/// <param name="UntilNs">Its own end, if it is before the policy's.</param>
internal readonly record struct BoundProgram(
    OpenFile File, uint Flags, uint Arguments, string Path, ulong UntilNs = ulong.MaxValue)
{
    /// <summary>All that a policy gives.</summary>
    public const uint FlagsOfPolicies = KernelAbi.TELOS_EXEC_JIT | KernelAbi.TELOS_EXEC_WALKS;

    public static uint FlagsOf(string path, bool jit) =>
        (jit ? KernelAbi.TELOS_EXEC_JIT : 0) | (ProgramTable.IsTreeReader(path) ? KernelAbi.TELOS_EXEC_WALKS : 0);
}
