using System.Collections.Immutable;
using Telos.Core.Exec;

namespace Telos.Daemon;

/// <summary>The operator's lines of the table of programs, in <see cref="TelosPaths.ProgramsFile"/> (docs/TOOLS.md).</summary>
public static class OperatorProgramFile
{
    /// <summary>Before the first intent is read; what changes later counts for the next process.</summary>
    /// <exception cref="DaemonException">The file is there and cannot be used; it names the line.</exception>
    public static void Use() => OperatorPrograms.Use(Read(TelosPaths.ProgramsFile));

    /// <summary>No file: no lines.</summary>
    /// <exception cref="DaemonException">The file is there and cannot be used; it names the line.</exception>
    public static ImmutableArray<ProgramRow> Read(string path)
    {
        try
        {
            using StreamReader text = new(path);
            return ProgramLines.TryRead(text, out ImmutableArray<ProgramRow> rows) is { } fault
                ? throw new DaemonException($"{path}:{fault.Line}: {fault.Reason}")
                : RequireOnce(path, rows);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DaemonException($"{path} cannot be read: {error.Message}", error);
        }
    }

    private static ImmutableArray<ProgramRow> RequireOnce(string path, ImmutableArray<ProgramRow> rows)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        string? twice = rows.SelectMany(row => row.Aliases.Add(row.Name)).FirstOrDefault(name => !names.Add(name));
        return twice is null ? rows : throw new DaemonException($"{path}: {twice} is there twice");
    }
}
