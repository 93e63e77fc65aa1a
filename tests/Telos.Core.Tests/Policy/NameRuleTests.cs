using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class NameRuleTests
{
    [Theory]
    [InlineData("**/.bashrc", "", ".bashrc")]
    [InlineData("**/.git/hooks", ".git", "hooks")]
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
    [InlineData("**/hooks/x.sample", "\"**/hooks/x.sample\" is an example by its ending, which the kernel lets agents write")]
    [InlineData("**/a/pre*", "\"pre*\" holds a wildcard: write the whole name")]
    [InlineData("**/*/x", "\"*\" holds a wildcard: write the whole name")]
    [InlineData("**/", "a name between the slashes is missing")]
    [InlineData("**/a/", "a name between the slashes is missing")]
    [InlineData("**//a", "a name between the slashes is missing")]
    [InlineData("**/../a", "a name between the slashes is missing")]
    [InlineData("**/a/*.conf", "\"*.conf\" holds a wildcard: write the whole name")]
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
    [InlineData(".git", "hooks")]
    [InlineData(".git", "config")]
    [InlineData("", "Makefile")]
    [InlineData("", "package.json")]
    public void RunLaterPlaces_LeaveWhatOrdinaryWorkWrites(string parent, string name) =>
        Assert.DoesNotContain(new NameRule(parent, name), RunLaterPlaces.Names);
}
