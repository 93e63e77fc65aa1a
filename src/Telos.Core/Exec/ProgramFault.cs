namespace Telos.Core.Exec;

/// <summary>What is wrong with a line of a table of programs; lines count from 1.</summary>
public sealed record ProgramFault(int Line, string Reason);
