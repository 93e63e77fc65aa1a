namespace Telos.Core.Policy;

public sealed record RefusalDocument(string Subject, string Verdict, string Reason);
