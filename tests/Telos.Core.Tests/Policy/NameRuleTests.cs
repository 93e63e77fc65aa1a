using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class NameRuleTests
{
    [Theory]
    [InlineData("**/.bashrc", "", ".bashrc")]
    [InlineData("**/.git/hooks", ".git", "hooks")]
    [InlineData("**/conf.d/*.conf", "conf.d", "*.conf")]
    [InlineData("**/a/0123456789012345678901234567890", "a", "0123456789012345678901234567890")]
    public void TryParse_ANameWithOrWithoutItsParent_IsRead(string pattern, string parent, string name)
    {
        Assert.True(NameRule.TryParse(pattern, out var rule, out string error), error);
        Assert.Equal(new NameRule(parent, name), rule);
    }

    [Theory]
    [InlineData(".bashrc", "\".bashrc\" does not start with **/: it is a name that counts in every directory")]
    [InlineData("/home/a/.bashrc", "\"/home/a/.bashrc\" does not start with **/: it is a name that counts in every directory")]
    [InlineData("**/a/b/c", "\"**/a/b/c\" has more than a parent and a name: leave the outer directories out")]
    [InlineData("**/*.sh", "\"**/*.sh\" would cover files everywhere: put the directory's name in front of it")]
    [InlineData("**/a/*.tar.gz", "\"**/a/*.tar.gz\": only the last extension counts, so write one dot")]
    [InlineData("**/a/pre*", "\"pre*\": a star may only stand in *.ext at the end")]
    [InlineData("**/*/x", "\"*\": a star may only stand in *.ext at the end")]
    [InlineData("**/", "a name between the slashes is missing")]
    [InlineData("**/a/", "a name between the slashes is missing")]
    [InlineData("**//a", "a name between the slashes is missing")]
    [InlineData("**/../a", "a name between the slashes is missing")]
    [InlineData("**/a/*.", "a name between the slashes is missing")]
    [InlineData("**/01234567890123456789012345678901", "\"01234567890123456789012345678901\" is longer than 31 bytes")]
    [InlineData("**/\u00E9123456789012345678901234567890", "\"\u00E9123456789012345678901234567890\" is longer than 31 bytes")]
    public void TryParse_WhatTheKernelCannotCompare_IsRefusedWithItsReason(string pattern, string expected)
    {
        Assert.False(NameRule.TryParse(pattern, out var rule, out string error));
        Assert.Equal(expected, error);
        Assert.Equal(new NameRule("", ""), rule);
    }

    [Theory]
    [InlineData("", ".bashrc")]
    [InlineData("", ".zshenv")]
    [InlineData(".config", "fish")]
    [InlineData("", "authorized_keys")]
    [InlineData("", ".ssh")]
    [InlineData(".config", "systemd")]
    [InlineData(".config", "autostart")]
    [InlineData("cron", "crontabs")]
    [InlineData(".git", "hooks")]
    [InlineData("hooks", "pre-commit")]
    [InlineData(".github", "workflows")]
    [InlineData(".vscode", "tasks.json")]
    [InlineData("", ".claude")]
    [InlineData("", ".envrc")]
    [InlineData("", "sitecustomize.py")]
    [InlineData("", ".gdbinit")]
    public void RunLaterPlaces_HoldWhatTheManualsName(string parent, string name) =>
        Assert.Contains(new NameRule(parent, name), RunLaterPlaces.Names);

    [Theory]
    [InlineData("", ".git")]
    [InlineData("", ".config")]
    [InlineData("", ".local")]
    [InlineData("", "hooks")]
    [InlineData(".git", "config")]
    [InlineData("", "Makefile")]
    [InlineData("", "package.json")]
    public void RunLaterPlaces_LeaveWhatOrdinaryWorkWrites(string parent, string name) =>
        Assert.DoesNotContain(new NameRule(parent, name), RunLaterPlaces.Names);
}
