using System.Text;
using System.Text.Json;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

public sealed class JsonEntryFormatTests
{
    private static readonly JsonEntryFormat s_format = new();

    [Fact]
    public void NewFile_IsWhatTheToolDocuments() => Assert.Equal(
        """
        {
          "mcpServers": {
            "telos": {
              "command": "telos",
              "args": ["mcp"]
            }
          }
        }

        """.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(s_format.NewFile()));

    [Theory]
    [InlineData("{}", "{\n  'mcpServers': {\n    'telos': {\n      'command': 'telos',\n      'args': ['mcp']\n    }\n  }\n}")]
    [InlineData("{'a':1}", "{'a':1,'mcpServers':{'telos':{'command':'telos','args':['mcp']}}}")]
    [InlineData("{'a': 1}", "{'a': 1, 'mcpServers': {'telos': {'command': 'telos', 'args': ['mcp']}}}")]
    [InlineData("{'mcpServers': { }, 'a': 1}", "{'mcpServers': {'telos': {'command': 'telos', 'args': ['mcp']}}, 'a': 1}")]
    [InlineData("{'mcpServers':{'x':{}}}", "{'mcpServers':{'x':{},'telos':{'command':'telos','args':['mcp']}}}")]
    [InlineData("{\n\t'mcpServers': {\n\t\t'x': {}\n\t}\n}\n",
        "{\n\t'mcpServers': {\n\t\t'x': {},\n\t\t'telos': {\n\t\t\t'command': 'telos',\n\t\t\t'args': ['mcp']\n\t\t}\n\t}\n}\n")]
    [InlineData("{\n    'a': [],\n    'mcpServers': {}\n}",
        "{\n    'a': [],\n    'mcpServers': {\n        'telos': {\n            'command': 'telos',\n            'args': ['mcp']\n"
        + "        }\n    }\n}")]
    [InlineData("{\r\n  'a': 1\r\n}\r\n",
        "{\r\n  'a': 1,\r\n  'mcpServers': {\r\n    'telos': {\r\n      'command': 'telos',\r\n      'args': ['mcp']\r\n    }\r\n"
        + "  }\r\n}\r\n")]
    public void Add_KeepsTheLayout(string before, string expected)
    {
        Assert.Null(s_format.Add(Bytes(before), out byte[] after));
        Assert.Equal(Json(expected), Encoding.UTF8.GetString(after));
        using JsonDocument document = JsonDocument.Parse(after);
        JsonElement entry = document.RootElement.GetProperty("mcpServers").GetProperty("telos");
        Assert.Equal("telos", entry.GetProperty("command").GetString());
        Assert.Equal("mcp", Assert.Single(entry.GetProperty("args").EnumerateArray()).GetString());
    }

    [Fact]
    public void Add_BehindAByteOrderMark_KeepsIt()
    {
        Assert.Null(s_format.Add(Bytes("\uFEFF{}"), out byte[] after));
        Assert.StartsWith("\uFEFF{\n  \"mcpServers\"", Encoding.UTF8.GetString(after), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'command':'telos','args':['mcp']}", EntryState.Ours)]
    [InlineData("{ 'args' : [ 'mcp' ] , 'command' : 'telos' }", EntryState.Ours)]
    [InlineData("{'type':'stdio','command':'telos','args':['mcp'],'env':{}}", EntryState.Ours)]
    [InlineData("{'command':'telos'}", EntryState.Other)]
    [InlineData("{'command':'telos','args':['m cp']}", EntryState.Other)]
    [InlineData("{'command':'te los','args':['mcp']}", EntryState.Other)]
    [InlineData("{'command':'telos','args':['mcp','x']}", EntryState.Other)]
    [InlineData("{'command':'telos','args':['mcp'],'env':{'A':'b'}}", EntryState.Other)]
    [InlineData("{'command':'telos','args':['mcp'],'command':'telos'}", EntryState.Other)]
    [InlineData("{'type':'http','command':'telos','args':['mcp']}", EntryState.Other)]
    [InlineData("'telos mcp'", EntryState.Other)]
    public void Find_AnEntry_TellsWhetherItIsOurs(string entry, EntryState expected)
    {
        Assert.Null(s_format.Find(Bytes($"{{'mcpServers':{{'telos':{entry}}}}}"), out EntryFound found));
        Assert.Equal(expected, found.State);
        Assert.Equal(Json($"'telos':{entry}"), found.Text);
    }

    [Fact]
    public void Find_AnEscapedName_IsTheSameName()
    {
        Assert.Null(s_format.Find(Bytes(@"{'mcp\u0053ervers':{'t\u0065los':1}}"), out EntryFound found));
        Assert.Equal(EntryState.Other, found.State);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("[]", 1, 1)]
    [InlineData("{'a': 1,}", 1, 9)]
    [InlineData("{\n  // a comment\n  'a': 1\n}", 2, 3)]
    [InlineData("{\n  'ä': 1\n  'b': 2\n}", 3, 3)]
    [InlineData("{'a': 1} x", 1, 10)]
    [InlineData("{'a': {'b': 1}", 1, 15)]
    [InlineData("{'a': 1, 'mcpServers': [] }", 1, 24)]
    [InlineData("{'mcpServers': {},\n 'mcpServers': {}}", 2, 2)]
    [InlineData("{'mcpServers': {'telos': {}, 'telos': {}}}", 1, 30)]
    public void Find_ATextThatIsNotToBeEdited_TellsWhere(string text, int line, int column)
    {
        EntryFault? fault = s_format.Find(Bytes(text), out _);
        Assert.Equal((line, column), (fault?.Line, fault?.Column));
        Assert.NotNull(s_format.Add(Bytes(text), out byte[] result));
        Assert.Equal(Bytes(text), result);
    }

    [Fact]
    public void Find_WhatIsNotUtf8_TellsWhere()
    {
        EntryFault? fault = s_format.Find([.. "{\n \"ä"u8, 0xFF, .. "\":1}"u8], out _);
        Assert.Equal((2, 4), (fault?.Line, fault?.Column));
    }

    [Theory]
    [InlineData("{'mcpServers':{'telos':1}}", true, "{}")]
    [InlineData("{'mcpServers':{'telos':1}}", false, "{'mcpServers':{}}")]
    [InlineData("{'mcpServers':{'telos':1,'x':2}}", true, "{'mcpServers':{'x':2}}")]
    [InlineData("{'mcpServers':{\n 'telos':1,\n 'x':2\n}}", false, "{'mcpServers':{\n 'x':2\n}}")]
    [InlineData("{'mcpServers':{'x':2 , 'telos':1 ,'y':3}}", false, "{'mcpServers':{'x':2 ,'y':3}}")]
    [InlineData("{'a':1,'mcpServers':{'telos':1}, 'b':2}", true, "{'a':1, 'b':2}")]
    [InlineData("{'mcpServers':{'telos':1},\n'b':2}", true, "{'b':2}")]
    public void Remove_LeavesTheRest(string before, bool withServers, string expected)
    {
        Assert.Null(s_format.Remove(Bytes(before), withServers, out byte[] after));
        Assert.Equal(Json(expected), Encoding.UTF8.GetString(after));
    }

    private static string Json(string text) => text.Replace('\'', '"');

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(Json(text));
}
