using Telos.Core.Setup;

namespace Telos.Cli.Setup;

/// <summary>A tool's file of MCP servers.</summary>
/// <param name="UndoCommand">What takes the entry out again, as the user would type it.</param>
/// <param name="MakesDirectory">Whether the file's directory is made when it is missing.</param>
internal sealed record SetupTool(
    string Name, string File, IEntryFormat Format, UnixFileMode Mode, string UndoCommand, bool MakesDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>A project's .mcp.json (code.claude.com/docs/en/mcp, project scope).</summary>
    /// <param name="directory">Null for the present one.</param>
    public static SetupTool ClaudeProject(string? directory)
    {
        string root = Path.GetFullPath(directory ?? ".");
        if (!Directory.Exists(root))
        {
            throw new VerbException(ExitCode.Usage, $"--dir: there is no directory {root}");
        }

        return new SetupTool(
            "claude-code", Path.Combine(root, ".mcp.json"), new JsonEntryFormat(), Everybody,
            directory is null ? "telos setup claude-code --undo" : $"telos setup claude-code --dir {root} --undo",
            MakesDirectory: false);
    }

    /// <summary>The user's .claude.json, which Claude Code itself writes too (user scope).</summary>
    public static SetupTool ClaudeUser() => new(
        "claude-code", Path.Combine(UserDirectory.Of("CLAUDE_CONFIG_DIR", ""), ".claude.json"), new JsonEntryFormat(), OwnerOnly,
        "telos setup claude-code --user --undo", MakesDirectory: true);

    /// <summary>Codex's config.toml (developers.openai.com/codex/mcp).</summary>
    public static SetupTool Codex() => new(
        "codex", Path.Combine(UserDirectory.Of("CODEX_HOME", ".codex"), "config.toml"), new TomlEntryFormat(), OwnerOnly,
        "telos setup codex --undo", MakesDirectory: true);
}
