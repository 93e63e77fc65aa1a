namespace Telos.Core.Policy;

internal static class ScriptEndings
{
    public static string? InterpreterOf(string fileName) => Path.GetExtension(fileName) switch
    {
        ".py" => "python3",
        ".sh" => "sh",
        ".bash" => "bash",
        ".pl" => "perl",
        ".rb" => "ruby",
        ".js" or ".mjs" => "node",
        ".php" => "php",
        _ => null,
    };
}
