using Telos.Linux;

namespace Telos.Cli.Proof;

/// <summary>One way around a gate, and the same act by whom it is allowed.</summary>
/// <param name="Name">As docs/BYPASSES.md has it; behind a slash which of several ways.</param>
/// <param name="Section">Of docs/BYPASSES.md; null: it has no line there.</param>
/// <param name="Act">None when it had its effect, which is undone again.</param>
/// <param name="AfterTaint">By an agent that has read a secret; its twin is an agent that has not.</param>
/// <param name="Before">The step that somebody outside does first.</param>
/// <param name="Meanwhile">The step that somebody outside does at the same time.</param>
internal sealed record Attack(
    string Name, int? Section, Func<ProofStage, Errno> Act, bool AfterTaint = false, string? Before = null,
    string? Meanwhile = null);
