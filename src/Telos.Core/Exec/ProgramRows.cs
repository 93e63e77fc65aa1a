using System.Collections.Immutable;
using Telos.Core.Intent;
using static Telos.Core.Exec.ProgramTraits;

namespace Telos.Core.Exec;

/// <summary>Facts from the programs' own manuals, one row a program.</summary>
internal static class ProgramRows
{
    public static ImmutableArray<ProgramRow> All => [.. s_everyday, .. BuildRows.All];

    private static readonly ImmutableArray<ProgramRow> s_everyday =
    [
        // Transfer.
        Row("curl", Fetch | Upload, "transfers data to and from URLs",
            [For(Verbs.Fetch),
             For(Verbs.Get | Verbs.Send | Verbs.Read | Verbs.Check | Verbs.Connect, "@host")]),
        Row("wget", Fetch | Upload, "downloads files over HTTP and FTP", [For(Verbs.Fetch)]),
        Row("scp", Fetch | Upload | Remote | StartsOthers, "copies files over SSH", needs: "ssh"),
        Row("sftp", Fetch | Upload | Remote | StartsOthers, "transfers files over SSH", needs: "ssh"),
        Row("rsync", Fetch | Upload | Remote | StartsOthers, "synchronises directories",
            [For(Verbs.Copy, "synchronise synchronize sync")]),
        Row("ssh", Fetch | Upload | Remote | Shell, "runs commands on another machine"),
        Row("dig", Fetch | Upload, "asks DNS servers", [For(Verbs.Resolve, "@host dns record")]),
        Row("git", Fetch | Upload | Remote | StartsOthers, "keeps versions of files",
            [For(Verbs.Clone), For(Verbs.Commit), For(Verbs.Get, "branch repository repo remote")],
            needs: "sh basename sed uname /usr/lib/git-core/git /usr/lib/git-core/git-remote-http*"
                + " /usr/lib/git-core/git-submodule /usr/lib/git-core/git-sh-i18n--envsubst"),
        Row("ping", None, "sends ICMP echo requests"),

        // Connections without a protocol of their own.
        Row("nc", RawNetwork | Upload | Fetch | HostThenPort, "reads and writes raw connections",
            aliases: "netcat nc.openbsd nc.traditional"),
        Row("ncat", RawNetwork | Upload | Fetch | HostThenPort | StartsOthers,
            "reads and writes raw connections"),
        Row("socat", RawNetwork | Upload | Fetch | StartsOthers, "relays between any two channels"),
        Row("telnet", RawNetwork | HostThenPort, "opens a raw terminal connection"),
        Row("nmap", RawNetwork | StartsOthers, "scans hosts and ports"),
        Row("tcpdump", RawNetwork | Debug, "records network traffic"),

        // Reading.
        Row("cat", None, "prints files", [For(Verbs.Read | Verbs.Get, "@path @file file content contents")]),
        Row("head", EnglishWord, "prints the first lines of files"),
        Row("tail", EnglishWord, "prints the last lines of files"),
        Row("less", EnglishWord | StartsOthers, "pages through files"),
        Row("more", EnglishWord | StartsOthers, "pages through files"),
        Row("file", EnglishWord, "tells the type of files"),
        Row("stat", None, "prints what the file system knows of files"),
        Row("wc", None, "counts lines, words and bytes",
            [For(Verbs.Count, "line lines word words byte bytes character characters @path @file")]),
        Row("grep", None, "prints lines that match a pattern", [For(Verbs.Search)], aliases: "egrep fgrep"),
        Row("rg", None, "searches directories for a pattern", aliases: "ripgrep"),
        Row("find", EnglishWord | StartsOthers, "walks directories and selects files", [For(Verbs.Find),
            For(Verbs.Search, "directory directories folder")]),
        Row("ls", None, "lists directories",
            [For(Verbs.List, "file files directory directories folder folders content contents @path")]),
        Row("du", None, "adds up disk use of directories",
            [For(Verbs.Count | Verbs.Read | Verbs.Check, "size sizes")]),
        Row("df", None, "prints free space of file systems",
            [For(Verbs.Read | Verbs.Check, "disk space filesystem")]),
        Row("ps", None, "lists processes", [For(Verbs.List | Verbs.Read, "process processes")]),
        Row("date", EnglishWord, "prints the time", [For(Verbs.Read, "date time")]),
        Row("jq", None, "filters JSON"),
        Row("diff", EnglishWord, "compares files line by line", [For(Verbs.Compare)]),
        Row("cmp", None, "compares files byte by byte"),
        Row("sha256sum", None, "computes SHA-256 digests", [For(Verbs.Hash)]),
        Row("md5sum", None, "computes MD5 digests"),
        Row("base64", None, "encodes and decodes base64", [For(Verbs.Encode)]),

        // Text.
        Row("sort", EnglishWord, "sorts lines", [For(Verbs.Sort)]),
        Row("uniq", None, "drops repeated lines"),
        Row("cut", EnglishWord, "prints columns of lines"),
        Row("tr", None, "replaces characters"),
        Row("sed", StartsOthers, "edits streams of lines"),
        Row("awk", Interpreter | StartsOthers, "runs a program on each line", aliases: "gawk mawk"),
        Row("xargs", StartsOthers, "runs a command on each item of its input"),
        Row("tee", None, "copies its input to files"),
        Row("echo", EnglishWord, "prints its arguments"),
        Row("printf", None, "prints its arguments by a format"),
        Row("seq", None, "prints numbers"),
        Row("basename", None, "prints the last part of a path"),
        Row("dirname", None, "prints a path without its last part"),

        // Scripts' small change.
        Row("true", EnglishWord, "succeeds"),
        Row("false", EnglishWord, "fails"),
        Row("expr", None, "computes"),
        Row("sleep", EnglishWord, "waits"),
        Row("pwd", None, "prints the working directory"),
        Row("uname", None, "prints the kernel's name"),
        Row("nproc", None, "prints the number of processors"),
        Row("env", EnglishWord | StartsOthers, "runs a command in a changed environment"),

        // Files and archives.
        Row("cp", None, "copies files", [For(Verbs.Copy)]),
        Row("mv", None, "moves files", [For(Verbs.Move)]),
        Row("rm", None, "removes files", [For(Verbs.Delete)]),
        Row("mkdir", None, "creates directories",
            [For(Verbs.Create, "directory directories folder folders")]),
        Row("touch", EnglishWord, "creates empty files", [For(Verbs.Create, "file files @path @file")]),
        Row("chmod", None, "changes permissions of files", [For(Verbs.Permit)]),
        Row("ln", None, "makes links"),
        Row("rmdir", None, "removes empty directories"),
        Row("mkfifo", None, "makes named pipes"),
        Row("mktemp", None, "makes temporary files"),
        Row("tar", StartsOthers, "packs and unpacks archives",
            [For(Verbs.Compress, "directory directories folder archive tar"), For(Verbs.Extract)],
            needs: "sh gzip bzip2 xz zstd"),
        Row("gzip", None, "compresses files", [For(Verbs.Compress)]),
        Row("bzip2", None, "compresses files"),
        Row("xz", None, "compresses files"),
        Row("zstd", None, "compresses files"),
        Row("zip", EnglishWord | StartsOthers, "packs zip archives"),
        Row("unzip", None, "unpacks zip archives", [For(Verbs.Extract, "zip")]),

        // Shells and languages.
        Row("bash", Shell | StartsOthers, "runs command lines"),
        Row("sh", Shell | StartsOthers, "runs command lines"),
        Row("dash", Shell | StartsOthers | EnglishWord, "runs command lines"),
        Row("zsh", Shell | StartsOthers, "runs command lines"),
        Row("python3", Interpreter | StartsOthers, "runs Python", aliases: "python"),
        Row("perl", Interpreter | StartsOthers, "runs Perl"),
        Row("ruby", Interpreter | StartsOthers | EnglishWord, "runs Ruby"),
        Row("php", Interpreter | StartsOthers, "runs PHP"),

        // Languages whose programs write the machine code that they run.
        Row("node", Interpreter | StartsOthers | EnglishWord | Jit, "runs JavaScript", aliases: "nodejs"),
        Row("deno", Interpreter | StartsOthers | Fetch | Jit, "runs JavaScript"),
        Row("bun", Interpreter | StartsOthers | Fetch | EnglishWord | Jit, "runs JavaScript"),
        Row("luajit", Interpreter | StartsOthers | Jit, "runs Lua"),
        Row("pypy3", Interpreter | StartsOthers | Jit, "runs Python", aliases: "pypy"),
        Row("julia", Interpreter | StartsOthers | EnglishWord | Jit, "runs Julia"),
        Row("pwsh", Shell | StartsOthers | Jit, "runs command lines"),
        Row("chromium", Fetch | Upload | StartsOthers | EnglishWord | Jit, "browses the web"),

        // Other users, later times, other processes.
        Row("sudo", Escalate | StartsOthers, "runs a command as another user"),
        Row("su", Escalate | Shell, "becomes another user"),
        Row("doas", Escalate | StartsOthers, "runs a command as another user"),
        Row("pkexec", Escalate | StartsOthers, "runs a command as another user"),
        Row("crontab", Persist, "schedules commands"),
        Row("at", Persist | EnglishWord, "runs commands later"),
        Row("systemctl", Persist | StartsOthers, "controls services"),
        Row("systemd-run", Persist | StartsOthers, "starts commands outside the caller's tree"),
        Row("gdb", Debug | Jit | StartsOthers, "steers other processes"),
        Row("strace", Debug | Jit | StartsOthers, "records system calls of other processes"),
        Row("kill", EnglishWord, "sends signals", [For(Verbs.Stop, "process processes")]),
    ];

    public static ProgramRow Row(
        string name,
        ProgramTraits traits,
        string summary,
        ProgramUse[]? uses = null,
        string aliases = "",
        string needs = "") =>
        new(name, traits, summary, [.. uses ?? []],
            [.. aliases.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            [.. needs.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    public static ProgramUse For(Verbs verbs, string objects = "") => new(verbs, objects);
}
