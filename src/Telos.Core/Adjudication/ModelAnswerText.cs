namespace Telos.Core.Adjudication;

/// <summary>The object that a model answers with.</summary>
internal sealed record ModelAnswerText(string Subject, string Verdict, string Reason);
