using Telos.Core.Exec;

namespace Telos.Core.Intent;

/// <summary>
/// A program that the text names. Row is null for one that the table does not know; Program is what would be
/// granted: the table's name, or the absolute path as written. Script is what an interpreter is to run.
/// </summary>
public sealed record ProgramMention(
    string Program, ProgramRow? Row, bool Negated, bool Exclusive, bool IsCommand, string Script);
