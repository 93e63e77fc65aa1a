using Telos.Core.Exec;
using Xunit;

namespace Telos.Core.Tests.Exec;

public sealed class LaunchVariablesTests
{
    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_AUDIT")]
    [InlineData("BASH_ENV")]
    [InlineData("BASH_FUNC_ls%%")]
    [InlineData("PERL5OPT")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("GIT_CONFIG_KEY_0")]
    [InlineData("SSH_AUTH_SOCK")]
    public void IsDangerous_WhatStartsOrLoads_Is(string name) => Assert.True(LaunchVariables.IsDangerous(name));

    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("LANG")]
    [InlineData("LDFLAGS")]
    [InlineData("ld_preload")]
    [InlineData("GIT_AUTHOR_NAME")]
    [InlineData("")]
    public void IsDangerous_WhatWorkNeeds_IsNot(string name) => Assert.False(LaunchVariables.IsDangerous(name));
}
