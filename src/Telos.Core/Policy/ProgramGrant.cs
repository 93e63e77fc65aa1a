using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telos.Core.Policy;

/// <summary>Leave to execute one program: a bare name ("curl") or an absolute path, which may hold one star.</summary>
/// <param name="StartedBy">The program that starts this one; null for one that the words name or imply.</param>
/// <param name="Jit">It may execute memory that it has written.</param>
/// <param name="Arguments">The name of the set of arguments that it may not be given; null refuses none.</param>
/// <param name="Scripts">The only ones that this interpreter runs, as the words name them, and modules as "-mNAME".</param>
/// <param name="UntilNs">On the boot clock, when it ends before the policy does.</param>
public sealed record ProgramGrant(
    string Program,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StartedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Jit = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Arguments = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Scripts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ulong? UntilNs = null);
