using Telos.Core.Exec;
using Xunit;

namespace Telos.Core.Tests.Exec;

public sealed class EnvironmentMatcherTests
{
    private static readonly string[] s_launched = ["HOME=/home/a", "RIPGREP_CONFIG_PATH=/etc/rg", "PATH=/usr/bin"];

    [Theory]
    [InlineData("curl", "HOME=/tmp")]
    [InlineData("curl", "HOME=/home/a/")]
    [InlineData("curl", "HOME=")]
    [InlineData("curl", "CURL_HOME=/home/a")]
    [InlineData("curl", "XDG_CONFIG_HOME=/tmp")]
    [InlineData("wget", "WGETRC=/tmp/x")]
    [InlineData("wget.send", "SYSTEM_WGETRC=/tmp/x")]
    [InlineData("tar", "TAR_OPTIONS=--to-command=id")]
    [InlineData("rsync", "RSYNC_RSH=id")]
    [InlineData("rg", "RIPGREP_CONFIG_PATH=/tmp/rg")]
    [InlineData("git", "GIT_CONFIG_COUNT=1")]
    [InlineData("script.sh", "BASH_FUNC_true%%=() { :; }")]
    [InlineData("script.sh", "BASH_ENV=/tmp/x")]
    [InlineData("script.python", "PYTHONPLATLIBDIR=../tmp")]
    [InlineData("git", "GIT_SSH_COMMAND=id")]
    public void Find_AVariableThatLeadsToOptions_IsGiven(string set, string variable) => Assert.Equal(
        variable, EnvironmentMatcher.Find(ArgumentRules.Named(set), s_launched, ["A=b", variable, "PATH=/tmp"]));

    [Theory]
    [InlineData("curl", "HOME=/home/a")]
    [InlineData("curl", "PATH=/tmp")]
    [InlineData("curl", "HOMES=/tmp")]
    [InlineData("curl", "WGETRC=/tmp")]
    [InlineData("curl", "HOME")]
    [InlineData("curl", "=HOME=/tmp")]
    [InlineData("find", "HOME=/tmp")]
    [InlineData("git", "GIT_EXEC_PATH=/usr/lib/git-core")]
    [InlineData("git", "GIT_EDITOR=true")]
    [InlineData("git", "GIT_PAGER=cat")]
    [InlineData("rg", "RIPGREP_CONFIG_PATH=/etc/rg")]
    public void Find_AnotherVariableOrAsLaunched_GivesNothing(string set, string variable) =>
        Assert.Null(EnvironmentMatcher.Find(ArgumentRules.Named(set), s_launched, [variable]));

    [Theory]
    [InlineData("", true)]
    [InlineData("'user.name'='A B'", true)]
    [InlineData("'User.Name=A B' 'color.ui'='never'", true)]
    [InlineData(@"'user.name'='O'\''Brien' 'gc.auto'='0'", true)]
    [InlineData(@"'user.name'='a'\!'b'", true)]
    [InlineData("'core.filemode'", true)]
    [InlineData("'core.pager'='x'", false)]
    [InlineData("'core.pager=x'", false)]
    [InlineData("'user.name'='a' 'core.sshCommand'='x'", false)]
    [InlineData(@"'user.name'='a'\'' ' 'core.pager'='x'", false)]
    [InlineData("'user.name'='a''core.pager'='x'", false)]
    [InlineData("user.name=a", false)]
    [InlineData("'user.name'=a", false)]
    [InlineData("'user.name' = 'a'", false)]
    [InlineData("'core.filemode'x", false)]
    public void Find_KeysInGitsQuotes_AreLookedUp(string text, bool granted) => Assert.Equal(
        granted, EnvironmentMatcher.Find(ArgumentRules.Named("git"), [], ["GIT_CONFIG_PARAMETERS=" + text]) is null);

    [Fact]
    public void Kept_NamesEachVariableOnce()
    {
        Assert.Contains("HOME", ArgumentRules.Kept);
        Assert.DoesNotContain("GIT_CONFIG_PARAMETERS", ArgumentRules.Kept);
        Assert.Equal(ArgumentRules.Kept.Length, ArgumentRules.Kept.Distinct().Count());
    }
}
