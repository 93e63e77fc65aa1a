using System.Text;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

public sealed class TomlEntryFormatTests
{
    private const string Entry = "[mcp_servers.telos]\ncommand = \"telos\"\nargs = [\"mcp\"]\n";

    private static readonly TomlEntryFormat s_format = new();

    [Theory]
    [InlineData("", Entry)]
    [InlineData("model = \"x\" # mine\n", "model = \"x\" # mine\n\n" + Entry)]
    [InlineData("model = \"x\"", "model = \"x\"\n\n" + Entry)]
    [InlineData("# only a remark", "# only a remark\n\n" + Entry)]
    [InlineData("[mcp_servers.a]\ncommand = \"a\"\n\n", "[mcp_servers.a]\ncommand = \"a\"\n\n\n" + Entry)]
    [InlineData("mcp_servers.a.command = \"a\"\n", "mcp_servers.a.command = \"a\"\n\n" + Entry)]
    public void Add_GoesToTheEnd(string before, string expected)
    {
        Assert.Null(s_format.Add(Encoding.UTF8.GetBytes(before), out byte[] after));
        Assert.Equal(expected, Encoding.UTF8.GetString(after));
    }

    [Fact]
    public void Add_ToLinesThatEndInCrlf_EndsSo()
    {
        Assert.Null(s_format.Add([.. "a = 1\r\n"u8], out byte[] after));
        Assert.Equal("a = 1\r\n\r\n" + Entry.Replace("\n", "\r\n", StringComparison.Ordinal), Encoding.UTF8.GetString(after));
    }

    [Theory]
    [InlineData(Entry, EntryState.Ours)]
    [InlineData("['mcp_servers'.\"t\\u0065los\"]\nargs = [ # one\n 'mcp',\n]\ncommand = '''telos'''", EntryState.Ours)]
    [InlineData("[mcp_servers]\ntelos = { command = 'telos', args = ['mcp'] }", EntryState.Ours)]
    [InlineData("mcp_servers.telos.command = 'telos'\nmcp_servers.telos.args = ['mcp']", EntryState.Ours)]
    [InlineData(Entry + "enabled = false\n", EntryState.Other)]
    [InlineData(Entry + "[mcp_servers.telos.env]\nA = 'b'\n", EntryState.Other)]
    [InlineData(Entry + "[mcp_servers.telos]\n", EntryState.Other)]
    [InlineData("[mcp_servers.telos]\ncommand = 'telos'\nargs = ['mcp', 1]", EntryState.Other)]
    [InlineData("[mcp_servers.telos]\ncommand = 'telos'\nargs = [['mcp']]", EntryState.Other)]
    [InlineData("[[mcp_servers.telos]]\ncommand = 'telos'\nargs = ['mcp']", EntryState.Other)]
    [InlineData("mcp_servers.telos = 1", EntryState.Other)]
    [InlineData("[mcp_servers.telos2]\ncommand = 'telos'\nargs = ['mcp']", EntryState.Absent)]
    [InlineData("a = '''\n[mcp_servers.telos]\n'''\n# [mcp_servers.telos]", EntryState.Absent)]
    [InlineData("[x]\nmcp_servers.telos = 1", EntryState.Absent)]
    [InlineData("[[x]]\na = [{ mcp_servers = { telos = 1 } }]", EntryState.Absent)]
    public void Find_TellsWhatIsThere(string text, EntryState expected)
    {
        Assert.Null(s_format.Find(Encoding.UTF8.GetBytes(text), out EntryFound found));
        Assert.Equal(expected, found.State);
    }

    [Theory]
    [InlineData("mcp_servers = { a = { command = 'a' } }")]
    [InlineData("[[mcp_servers]]\na = 1")]
    public void Add_WhereNoTableCanBeAdded_IsAFault(string text)
    {
        Assert.Equal(1, s_format.Add(Encoding.UTF8.GetBytes(text), out byte[] result)?.Line);
        Assert.Equal(text, Encoding.UTF8.GetString(result));
    }

    [Theory]
    [InlineData("a = 1\n\n" + Entry, "a = 1\n")]
    [InlineData("a = 1\n\n\n" + Entry + "\n# of b\n[b]\n", "a = 1\n\n\n# of b\n[b]\n")]
    [InlineData(Entry + "\n[b]\n", "[b]\n")]
    [InlineData("a = 1\n# above\n" + Entry + "# below", "a = 1\n# above\n# below")]
    [InlineData("[mcp_servers]\ntelos = {}\nx = {}\n", "[mcp_servers]\nx = {}\n")]
    [InlineData("[mcp_servers.telos]\na = 1\n\n[b]\nc = 1\n\n[mcp_servers.telos.env]\nX = '1'\n[d]", "[b]\nc = 1\n[d]")]
    public void Remove_TakesWholeLinesAndOneBlankLine(string before, string expected)
    {
        Assert.Null(s_format.Remove(Encoding.UTF8.GetBytes(before), withServers: true, out byte[] after));
        Assert.Equal(expected, Encoding.UTF8.GetString(after));
    }

    [Fact]
    public void Remove_FromWithinBraces_IsAFault() =>
        Assert.NotNull(s_format.Remove([.. "mcp_servers = { telos = { command = 'x' } }"u8], withServers: true, out _));
}
