using Telos.Core.Setup;
using Telos.Linux.Files;

namespace Telos.Cli.Setup;

/// <summary>A tool's file that tells it of telos.</summary>
/// <param name="Effect">What the tool does by it, for people.</param>
/// <param name="Command">What the tool looks for in PATH; null: the file has its path.</param>
/// <param name="UndoCommand">What takes the entry out again, as the user would type it.</param>
/// <param name="MakeDirectory">Makes the file's directory when it is missing; null: nobody does.</param>
internal sealed record SetupTool(
    string Name, string File, IEntryFormat Format, UnixFileMode Mode, string UndoCommand, Func<string, bool>? MakeDirectory,
    string Effect = "starts \"telos mcp\" from its next session on", string? Command = McpEntry.Command)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode EverybodyReads = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
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
            MakeDirectory: null);
    }

    /// <summary>The user's .claude.json, which Claude Code itself writes too (user scope).</summary>
    public static SetupTool ClaudeUser() => new(
        "claude-code", Path.Combine(UserDirectory.Of("CLAUDE_CONFIG_DIR", ""), ".claude.json"), new JsonEntryFormat(), OwnerOnly,
        "telos setup claude-code --user --undo", PrivateDirectory.Make);

    /// <summary>Codex's config.toml (developers.openai.com/codex/mcp).</summary>
    public static SetupTool Codex() => new(
        "codex", Path.Combine(UserDirectory.Of("CODEX_HOME", ".codex"), "config.toml"), new TomlEntryFormat(), OwnerOnly,
        "telos setup codex --undo", PrivateDirectory.Make);

    /// <summary>The manifest by which Chromium, or Chrome, starts telos browser-host.</summary>
    /// <param name="system">For all users, where no agent can change it; else for this one.</param>
    /// <param name="userData">The browser's --user-data-dir; null for the usual one.</param>
    public static SetupTool Browser(bool chrome, bool system, string? userData)
    {
        string directory = system ? (chrome ? "/etc/opt/chrome" : "/etc/chromium") + "/native-messaging-hosts"
            : Path.Combine(
                userData is null ? UserDirectory.Of("XDG_CONFIG_HOME", ".config") : Path.GetFullPath(userData),
                userData is not null ? "" : chrome ? "google-chrome" : "chromium",
                "NativeMessagingHosts");
        string options = (chrome ? " --chrome" : "") + (system ? " --system" : "")
            + (userData is null ? "" : $" --user-data-dir {Path.GetFullPath(userData)}");
        return new SetupTool(
            "browser", Path.Combine(directory, HostManifestFormat.HostName + ".json"),
            new HostManifestFormat(Environment.ProcessPath!), system ? EverybodyReads : OwnerOnly,
            $"telos setup browser{options} --undo", system ? PublicDirectory.Make : PrivateDirectory.Make,
            "tells telos what Browser Eye finds, from its next start on", Command: null);
    }
}
