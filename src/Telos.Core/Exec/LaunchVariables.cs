using System.Collections.Frozen;

namespace Telos.Core.Exec;

/// <summary>
/// Variables that have programs load or start something which is no argument of theirs, by their manuals: ld.so(8), bash(1),
/// perlrun(1), python(1), node(1), git(1), less(1), java(1). telos run leaves them out.
/// </summary>
public static class LaunchVariables
{
    private static readonly FrozenSet<string> s_names = new[]
    {
        "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES", "LOCALDOMAIN", "RES_OPTIONS",
        "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "CDPATH", "GLOBIGNORE",
        "PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONUSERBASE",
        "PERL5OPT", "PERL5DB", "RUBYOPT", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
        "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND",
        "GIT_ASKPASS", "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS",
        "SSH_ASKPASS", "SSH_AUTH_SOCK", "SUDO_ASKPASS", "LESSOPEN", "LESSCLOSE", "LESSEDIT",
        "RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER", "MAKEFLAGS", "GNUMAKEFLAGS", "TAR_OPTIONS", "RSYNC_RSH",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names are case-sensitive, as the kernel passes them on.</summary>
    public static bool IsDangerous(string name) => s_names.Contains(name)
        || name.StartsWith("LD_", StringComparison.Ordinal)
        || name.StartsWith("BASH_FUNC_", StringComparison.Ordinal)
        || name.StartsWith("GIT_CONFIG_KEY_", StringComparison.Ordinal)
        || name.StartsWith("GIT_CONFIG_VALUE_", StringComparison.Ordinal);
}
