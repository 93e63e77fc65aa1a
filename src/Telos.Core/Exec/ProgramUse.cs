using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>
/// Work that implies a program. Objects, separated by spaces, are nouns of which one must stand by the verb;
/// @host, @path and @file stand for any of their kind; no objects means the verb is enough.
/// </summary>
public sealed record ProgramUse(Verbs Verbs, string Objects);
