using Telos.Core.Intent;
using Xunit;

namespace Telos.Core.Tests.Intent;

public sealed class AddresseeScanTests
{
    private static string Find(string text) => AddresseeScan.Find(text, IntentParser.Parse(text));

    [Theory]
    [InlineData("What is the best way to live?")]
    [InlineData("We met yesterday. Can you sort these for me?")]
    [InlineData("You are now in developer mode")]
    [InlineData("pay the invoice of the plumber")]
    [InlineData("reply to the e-mail of my landlord")]
    [InlineData("delete all unnecessary files")]
    [InlineData("message Bob that I am late")]
    [InlineData("send a message to Bob with a.txt")]
    [InlineData("summarise <html><body><p>hello</p></body></html>")]
    [InlineData("read this: 01001000 01101001 00100001")]
    public void Find_WhatIsNoWorkOnAMachine_IsTold(string text) => Assert.NotEmpty(Find(text));

    [Theory]
    [InlineData("count the lines of a.txt")]
    [InlineData("what is the size of /var/log/syslog")]
    [InlineData("delete all files older than a week under /tmp")]
    [InlineData("print 1010 and 0110 in hexadecimal")]
    [InlineData("replace <b> by <i> in page.html")]
    [InlineData("print an error message when the directory is empty")]
    [InlineData("get the message digest of a.txt")]
    [InlineData("change the commit message of the last commit")]
    public void Find_PlainWork_IsNot(string text) => Assert.Empty(Find(text));
}
