namespace Telos.Daemon.Agents;

/// <summary>A script as an interpreter may be told to run it.</summary>
/// <param name="Arguments">The set of arguments that the interpreter gets.</param>
internal readonly record struct BoundScript(uint Arguments, string Text);
