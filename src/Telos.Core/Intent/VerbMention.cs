namespace Telos.Core.Intent;

public sealed record VerbMention(string Word, Verbs Kind, bool Negated);
