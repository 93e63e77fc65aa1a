namespace Telos.Core.Exec;

/// <summary>What the ending of a file's name says of who runs it.</summary>
public static class ScriptEndings
{
    /// <summary>The table's name of the interpreter; null for an ending that is no script's.</summary>
    public static string? InterpreterOf(string fileName) => Path.GetExtension(fileName) switch
    {
        ".py" => "python3",
        ".sh" => "sh",
        ".bash" => "bash",
        ".pl" => "perl",
        ".rb" => "ruby",
        ".js" or ".mjs" or ".cjs" => "node",
        ".php" => "php",
        ".lua" => "lua",
        _ => null,
    };

    /// <summary>Whether a file beside an interpreter is what that runs, and not what its script works on: report.csv is
    /// none, ./deploy may be one.</summary>
    public static bool MayBeScript(string path) =>
        InterpreterOf(path) is not null
        || Path.GetExtension(path) is "" or ".zsh" or ".ksh" or ".pyw" or ".pm" or ".tcl" or ".R" or ".exs";
}
