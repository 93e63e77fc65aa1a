using Telos.Core.Abi;

namespace Telos.Core.Exec;

public sealed record ProgramJudgement(Verdict Verdict, string Reason);
