using System.Collections.Immutable;
using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>
/// The programs whose danger is in their flags: those that take bytes out, and those that start what an argument says.
/// Facts from their manuals, and tried on Debian 12. A long option is written with a bar behind the shortest form that
/// the program takes: "to-c|ommand". What is started is judged by itself, so these rules hold most where a program
/// does the work in its own process.
/// </summary>
public static class ArgumentRules
{
    private const string SshKeys = "proxycommand localcommand permitlocalcommand knownhostscommand remoteforward"
        + " localforward dynamicforward tunnel tunneldevice include pkcs11provider securitykeyprovider xauthlocation";

    // Keys that start nothing; whoever needs another writes it to the repository's configuration.
    private const string GitKeys = "user.name user.email author.name author.email committer.name committer.email"
        + " color.ui core.quotepath core.autocrlf core.filemode core.longpaths init.defaultbranch gc.auto gc.autodetach"
        + " fetch.negotiationalgorithm protocol.version advice.detachedhead commit.gpgsign push.default"
        + " log.showsignature maintenance.auto";

    private const string Posting = "data data-a|scii data-b|inary data-r|aw data-u|rlencode form form-s|tring js|on"
        + " up|load-file url-|query va|riable expand-data expand-data-ascii expand-data-binary expand-data-raw"
        + " expand-data-urlencode expand-form expand-form-string expand-json expand-upload-file expand-url"
        + " expand-url-query";

    // wget's info page, "Wgetrc Location".
    private const string WgetVariables = "WGETRC SYSTEM_WGETRC HOME";

    // git(1), git-config(1): what -c and --config-env say on the command line, and files that hold it. GIT_EXEC_PATH is
    // none: git itself gives it to the programs that it starts.
    private const string GitVariables = "GIT_CONFIG GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM"
        + " GIT_SSH GIT_SSH_COMMAND GIT_PROXY_COMMAND GIT_EXTERNAL_DIFF GIT_TEMPLATE_DIR HOME XDG_CONFIG_HOME";

    private const string FindWords = "exec execdir ok okdir fprint fprint0 fprintf fls";

    // Those of -o and of bash's -O that start nothing and read nothing.
    private const string ShellOptions = "allexport errexit errtrace functrace noclobber noexec noglob nounset pipefail verbose"
        + " xtrace dotglob extglob failglob globstar lastpipe nocaseglob nocasematch nullglob";

    // What a letter of an option can be: all that is printed.
    private static readonly string s_letters = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code));

    /// <summary>Every set by its id, from 1.</summary>
    public static ImmutableArray<ArgumentSet> Sets { get; } =
    [
        // curl(1): -K may say anything that the command line may, and so may .curlrc where these variables lead.
        new OptionList(1, "curl", ArgumentFlags.FoldsCase)
        {
            Refused = "dFKT", Valued = "AbcCDeEHmoPQrtuUwxXyYz", Words = Posting + " conf|ig expand-config",
            Kept = "CURL_HOME HOME XDG_CONFIG_HOME",
        }.ToSet(),

        // wget(1): -e is a line of wgetrc, which may say anything.
        new OptionList(2, "wget")
        {
            Refused = "e", Valued = "aABDGiIlnoOPQRtTUwXY",
            Words = "post-d|ata post-f|ile body-d|ata body-f|ile use-a|skpass exe|cute conf|ig", Kept = WgetVariables,
        }.ToSet(),
        new OptionList(3, "wget.send")
        {
            Refused = "e", Valued = "aABDGiIlnoOPQRtTUwXY", Words = "use-a|skpass exe|cute conf|ig",
            Kept = WgetVariables,
        }.ToSet(),

        // find(1).
        new OptionList(4, "find", ArgumentFlags.SingleDashWords) { Words = FindWords + " delete" }.ToSet(),
        new OptionList(5, "find.delete", ArgumentFlags.SingleDashWords) { Words = FindWords }.ToSet(),

        // tar(1) and its info page.
        new OptionList(6, "tar", ArgumentFlags.FirstIsCluster)
        {
            Refused = "IF", Valued = "bCfgHKLNTVX",
            Words = "to-c|ommand checkpoint-|action use|-compress-program rs|h-command rm|t-command inf|o-script"
                + " new-|volume-script",
            Kept = "TAR_OPTIONS TAPE",
        }.ToSet(),

        // git(1), and the options of its subcommands that name a program.
        new OptionList(7, "git", ArgumentFlags.LettersEndAtOperand | ArgumentFlags.KeysAreAllowed)
        {
            Valued = "C", Keyed = "c", Keys = GitKeys,
            Words = "exec-path config-env e|xec u|pload-pack rece|ive-pack co|nfig op|en-files-in-pager extc|md",
            ValuedWords = "git-dir work-tree namespace super-prefix attr-source", Kept = GitVariables,
            Items = "GIT_CONFIG_PARAMETERS",
        }.ToSet(),

        // ssh(1), scp(1), sftp(1), ssh_config(5).
        new OptionList(8, "ssh", ArgumentFlags.EndsAtSecondOperand)
        {
            Refused = "DFLRw", Valued = "BbcEeIiJlmOopQSW", Keyed = "o", Keys = SshKeys,
        }.ToSet(),
        new OptionList(9, "scp") { Refused = "DFS", Valued = "ciJloPX", Keyed = "o", Keys = SshKeys }.ToSet(),
        new OptionList(10, "sftp") { Refused = "DFS", Valued = "BbciJloPRsX", Keyed = "o", Keys = SshKeys }.ToSet(),

        // rsync(1); popt(3) takes no abbreviations, and aliases from ~/.popt.
        new OptionList(11, "rsync")
        {
            Refused = "e", Valued = "BfMT@", Words = "rsh daemon server config",
            Kept = "RSYNC_RSH RSYNC_CONNECT_PROG RSYNC_SHELL HOME",
        }.ToSet(),

        // gawk(1), mawk(1): a program in a file is not seen, so only an intent that runs one may name it.
        new OptionList(12, "awk", ArgumentFlags.AwkText)
        {
            Refused = "fEilW", Valued = "Fve", Words = "fil|e e|xec i|nclude lo|ad",
        }.ToSet(),
        new OptionList(13, "awk.run", ArgumentFlags.AwkText) { Refused = "lW", Valued = "Fvef", Words = "lo|ad" }.ToSet(),

        // sort(1), rg(1).
        new OptionList(14, "sort") { Valued = "kotST", Words = "co|mpress-program" }.ToSet(),
        new OptionList(15, "rg")
        {
            Valued = "ABCDEMTefgjmrt", Words = "pre hostname-bin", Kept = "RIPGREP_CONFIG_PATH",
        }.ToSet(),

        // Interpreters with the script that they were named for: letters that run nothing else. POSIX sh(1), bash(1), dash(1);
        // python(1), where -m names a module; perlrun(1); ruby(1); php(1); node(1) and lua(1) have none.
        Scripts(16, "script.sh", "aefhkmnptuvxBCH", "BASH_ENV ENV SHELLOPTS BASHOPTS PS4 ZDOTDIR HOME", keyed: "oO"),
        Scripts(17, "script.python", "bBdEIOPqRsSuv", "PYTHONINSPECT PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS"
            + " PYTHONUSERBASE PYTHONPLATLIBDIR PYTHONPYCACHEPREFIX PYTHONBREAKPOINT HOME", valued: "W", keyed: "m"),
        Scripts(18, "script.perl", "cTtWwX", "PERL5OPT PERL5LIB PERLLIB PERL5DB PERL_USE_UNSAFE_INC"),
        Scripts(19, "script.ruby", "wUv", "RUBYOPT RUBYLIB RUBYGEMS_GEMDEPS GEM_HOME GEM_PATH BUNDLE_GEMFILE"),
        Scripts(20, "script.php", "nq", "PHPRC PHP_INI_SCAN_DIR"),
        Scripts(21, "script.node", "", "NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE"),
        Scripts(22, "script.lua", "", "LUA_INIT LUA_INIT_5_2 LUA_INIT_5_3 LUA_INIT_5_4 LUA_PATH LUA_PATH_5_2 LUA_PATH_5_3"
            + " LUA_PATH_5_4 LUA_CPATH LUA_CPATH_5_2 LUA_CPATH_5_3 LUA_CPATH_5_4"),
    ];

    /// <summary>The variables of all sets that are compared with what an agent was launched with.</summary>
    public static ImmutableArray<string> Kept { get; } =
    [
        .. Sets.SelectMany(set => set.Words).Where(word => word.Kind == ArgumentWordKind.Kept)
            .Select(word => word.Text).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The set for the program that a name or a path leads to, by what the words use it for; null refuses nothing.
    /// </summary>
    /// <param name="builds">
    /// The intent runs code of its own: whom that may start is for the grants, so only what takes bytes out is judged.
    /// </param>
    /// <param name="scripted">The words name the scripts that it is for.</param>
    public static ArgumentSet? Find(string path, Verbs uses, bool builds, bool scripted = false)
    {
        string? program = ProgramTable.FindByPath(path)?.Name;
        string? name = program switch
        {
            "curl" => (uses & Verbs.Send) != 0 ? null : program,
            "wget" => (uses & Verbs.Send) != 0 ? "wget.send" : program,
            "ssh" or "scp" or "sftp" or "rsync" => program,
            _ when builds => null,
            "find" => (uses & Verbs.Delete) != 0 ? "find.delete" : program,
            "awk" => (uses & Verbs.Run) != 0 ? "awk.run" : program,
            "tar" or "git" or "sort" or "rg" => program,
            _ => null,
        };
        return name is not null ? Named(name) : scripted && !builds ? ScriptsOf(path) : null;
    }

    /// <summary>The set that holds an interpreter to its scripts; null for a program that has none.</summary>
    public static ArgumentSet? ScriptsOf(string path)
    {
        string? program = ProgramTable.FindByPath(path)?.Name;
        string? name = program switch
        {
            "sh" or "bash" or "dash" or "zsh" or "ksh" or "ksh93" or "mksh" => "script.sh",
            "python3" or "python2" or "pypy3" => "script.python",
            "lua" or "luajit" => "script.lua",
            "perl" or "ruby" or "php" or "node" => "script." + program,
            _ => null,
        };
        return name is null ? null : Named(name);
    }

    /// <summary>Whether the set of this number holds an interpreter to its scripts.</summary>
    public static bool HoldsToScripts(uint id) => Sets.Any(set => set.Id == id && set.Is(ArgumentFlags.ScriptFirst));

    private static ArgumentSet Scripts(
        uint id, string name, string harmless, string kept, string valued = "", string keyed = "") =>
        new OptionList(id, name, ArgumentFlags.ScriptFirst | ArgumentFlags.KeysAreAllowed)
        {
            Refused = string.Concat(s_letters.Except(harmless + valued + keyed)),
            Valued = valued,
            Keyed = keyed,
            Keys = keyed == "m" ? "" : ShellOptions,
            Kept = kept,
        }.ToSet();

    public static ArgumentSet Named(string name) => Sets.First(set => set.Name == name);

    /// <summary>Whether a program under the set of this name is told no more than under the other; null refuses
    /// nothing.</summary>
    public static bool IsWithin(string? name, string? other) => other is null || name == other
        || (name is not null && other.StartsWith(name + ".", StringComparison.Ordinal));
}
