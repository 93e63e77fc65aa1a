using Telos.Core.Proof;
using Xunit;

namespace Telos.Core.Tests.Proof;

public sealed class ProofResultTests
{
    [Theory]
    [InlineData("EPERM", null, "exec_not_granted", ProofVerdict.Held)]
    [InlineData("EACCES", null, null, ProofVerdict.Held)]
    [InlineData("EBADF", null, "net_passed", ProofVerdict.Held)]
    [InlineData("EBADF", null, null, ProofVerdict.Unproven)]
    [InlineData("no answer", null, null, ProofVerdict.Unproven)]
    [InlineData("EPERM", "EPERM", "exec_not_granted", ProofVerdict.Unproven)]
    [InlineData("EPERM", "no answer", null, ProofVerdict.Unproven)]
    [InlineData("ENOSYS", "ENOSYS", null, ProofVerdict.Absent)]
    [InlineData("EPERM", "EAFNOSUPPORT", "net_socket_type", ProofVerdict.Absent)]
    [InlineData("EPERM", "EOPNOTSUPP", "exec_write_area", ProofVerdict.Absent)]
    [InlineData("ENOSYS", null, null, ProofVerdict.Unproven)]
    [InlineData(null, null, null, ProofVerdict.Escaped)]
    [InlineData(null, "EPERM", null, ProofVerdict.Escaped)]
    [InlineData(null, "ENOSYS", null, ProofVerdict.Escaped)]
    public void Judge_WantsARefusalThatNobodyElseGets(string? seen, string? twin, string? reason, ProofVerdict verdict) =>
        Assert.Equal(verdict, ProofResult.Judge("exec.any", 1, seen, twin, "exec", reason).Verdict);

    [Theory]
    [InlineData("EPERM", null, "exec_write_area", "held     exec.any", "section 1   refused: EXEC_WRITE_AREA")]
    [InlineData("EPERM", null, null, "held     exec.any", "section 1   refused: EPERM")]
    [InlineData(null, null, null, "ESCAPED  exec.any", "section 1   it worked")]
    [InlineData("EPERM", "ENOSYS", null, "absent   exec.any", "section 1   this kernel has none (ENOSYS)")]
    [InlineData("EPERM", "ENOSPC", null, "unproven exec.any", "section 1   where it is allowed it does not work either (ENOSPC)")]
    [InlineData("EIO", null, null, "unproven exec.any", "section 1   it failed (EIO), and no gate says that it refused it")]
    public void Line_SaysWhatAndWhy(string? seen, string? twin, string? reason, string start, string end)
    {
        string line = ProofResult.Judge("exec.any", 1, seen, twin, "exec", reason).Line();
        Assert.StartsWith(start + " ", line, StringComparison.Ordinal);
        Assert.EndsWith(" " + end, line, StringComparison.Ordinal);
    }
}
