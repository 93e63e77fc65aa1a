using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>
/// What some program reads later and obeys, for a user who is no agent: whoever writes it acts after the policy has
/// ended, outside all gates. Facts from the programs' own manuals, a group a program.
/// </summary>
public static class RunLaterPlaces
{
    private static readonly string[] s_names =
    [
        // bash(1), dash(1), zsh(1), fish(1), tcsh(1), ksh(1), mksh(1); sourced by Debian's own start files.
        ".bashrc .bash_profile .bash_login .bash_logout .bash_aliases .bash_completion .profile .shrc .shinit",
        ".zshenv .zprofile .zshrc .zlogin .zlogout .oh-my-zsh .config/zsh .config/fish .cshrc .tcshrc .login",
        ".logout .kshrc .mkshrc .inputrc .config/nushell .config/powershell .config/bash",

        // ssh(1), sshd(8), rhosts, PAM's pam_env(8), mail delivery.
        ".ssh authorized_keys authorized_keys2 .rhosts .shosts .k5login .k5users .pam_environment .forward",
        ".procmailrc .mailcap",

        // systemd.unit(5), environment.d(5), the XDG autostart specification, D-Bus services, X session files.
        ".config/systemd share/systemd .config/environment.d .config/autostart .config/autostart-scripts",
        ".config/plasma-workspace share/dbus-1 share/applications .local/bin .xprofile .xinitrc .xsession",
        ".xsessionrc .xserverrc .gnomerc .config/sway .config/i3 .config/hypr",

        // crontab(5) and at(1) of users, wherever the spool is.
        "cron/crontabs cron/atjobs cron/tabs",

        // git-config(1), and the hooks of githooks(5) by name: git itself makes the directory, in bare and nested
        // repositories under other parents than .git.
        ".gitconfig .config/git .husky lefthook.yml .pre-commit-config.yaml .pre-commit-hooks.yaml",
        "hooks/applypatch-msg hooks/pre-applypatch hooks/post-applypatch hooks/pre-commit",
        "hooks/pre-merge-commit hooks/prepare-commit-msg hooks/commit-msg hooks/post-commit hooks/pre-rebase",
        "hooks/post-checkout hooks/post-merge hooks/pre-push hooks/pre-receive hooks/update hooks/proc-receive",
        "hooks/post-receive hooks/post-update hooks/reference-transaction hooks/push-to-checkout",
        "hooks/pre-auto-gc hooks/post-rewrite hooks/sendemail-validate hooks/fsmonitor-watchman",
        "hooks/post-index-change hooks/p4-changelist hooks/p4-prepare-changelist hooks/p4-post-changelist",
        "hooks/p4-pre-submit .hgrc .subversion",

        // Forges' pipelines, which run on other machines with other people's secrets.
        ".github/workflows .github/actions .gitea/workflows .forgejo/workflows .gitlab-ci.yml .circleci",
        ".buildkite .travis.yml .drone.yml .woodpecker .woodpecker.yml azure-pipelines.yml",
        "bitbucket-pipelines.yml Jenkinsfile",

        // Editors and what they run on opening a directory.
        ".vscode/tasks.json .vscode/settings.json .vscode/launch.json .vscode/extensions .vscode/mcp.json",
        ".vscode-server .config/Code .config/zed .zed .idea/workspace.xml .idea/runConfigurations .devcontainer",
        ".devcontainer.json .vimrc .gvimrc .exrc .vim .config/vim .config/nvim .emacs .emacs.el .emacs.d",
        ".config/emacs .dir-locals.el .nanorc",

        // Agents' own settings: hooks, allowed commands, tool servers.
        ".claude .claude.json .codex .cursor .gemini .mcp.json mcp.json .aider.conf.yml .continue .windsurf",
        ".codeium .copilot .config/github-copilot .opencode .config/opencode .config/goose .qwen .kiro .amazonq",
        ".roo .cline",

        // Interpreters, debuggers, pagers and clients that start with a file of commands.
        "usercustomize.py sitecustomize.py .pythonrc .pythonrc.py .pdbrc .ipython .jupyter .Rprofile .irbrc",
        ".pryrc .ghci .gdbinit .gdbearlyinit .config/gdb .lldbinit .sqliterc .psqlrc .lessfilter .lesskey",
        ".screenrc .tmux.conf .config/tmux .envrc .direnvrc .config/direnv",

        // Clients that take options from a file: curl(1), wget and wget2, popt(3), rg(1), ftp(1)'s macros, lftp(1),
        // aria2c(1), HTTPie. Where a variable leads them, the name is the same.
        ".curlrc _curlrc curlrc .wgetrc wgetrc .wget2rc wget2rc .config/wget .popt .ripgreprc .config/ripgrep .netrc",
        "_netrc .lftprc .lftp .config/lftp .aria2 .config/aria2 .httpie .config/httpie",

        // Package tools that take programs or sources to trust from a file.
        ".npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .config/pip .pip .condarc .gradle/init.d .gradle/init.gradle",
        ".mavenrc .cargo/config .cargo/config.toml .cargo/bin .cargo/env .dotnet/tools",
    ];

    public static ImmutableArray<NameRule> Names { get; } =
        [.. s_names.SelectMany(line => line.Split(' ')).Select(Rule).Distinct().OrderBy(Text, StringComparer.Ordinal)];

    /// <summary>githooks(5): a name that ends in .sample is no hook; git init copies such files into hooks.</summary>
    public static ImmutableArray<NameRule> Harmless { get; } = [new NameRule("hooks", "*.sample")];

    /// <summary>The same for the whole machine: it matters where the operator opens /etc or /var.</summary>
    public static ImmutableArray<string> Paths { get; } =
    [
        "/etc/apt", "/etc/bash.bashrc", "/etc/binfmt.d", "/etc/cron.d", "/etc/cron.daily", "/etc/cron.hourly",
        "/etc/cron.monthly", "/etc/cron.weekly", "/etc/crontab", "/etc/dbus-1", "/etc/dpkg", "/etc/environment",
        "/etc/fish", "/etc/gitconfig", "/etc/group", "/etc/init.d", "/etc/ld.so.cache", "/etc/ld.so.conf",
        "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/logrotate.d", "/etc/modprobe.d", "/etc/modules-load.d",
        "/etc/network", "/etc/pam.d", "/etc/passwd", "/etc/polkit-1", "/etc/profile", "/etc/profile.d", "/etc/rc.local",
        "/etc/ssh", "/etc/sudoers.d", "/etc/sysctl.d", "/etc/systemd", "/etc/tmpfiles.d", "/etc/udev",
        "/etc/update-motd.d", "/etc/X11", "/etc/xdg", "/etc/zsh", "/var/spool/at", "/var/spool/cron",
    ];

    /// <summary>"PARENT/NAME" or "NAME", as an operator writes them behind "**/".</summary>
    public static string Text(NameRule rule) => rule.Parent.Length == 0 ? rule.Name : $"{rule.Parent}/{rule.Name}";

    private static NameRule Rule(string text) => NameRule.TryParse("**/" + text, out var rule, out string error)
        ? rule
        : throw new ArgumentException(error, nameof(text));
}
