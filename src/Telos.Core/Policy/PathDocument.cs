namespace Telos.Core.Policy;

public sealed record PathDocument(string Path, string Access, string Reason);
