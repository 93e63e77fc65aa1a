using Telos.Core.Mirage;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Pages;
using Telos.Daemon.Sockets;
using Telos.Daemon.Tests.Agents;
using Xunit;

namespace Telos.Daemon.Tests.Sockets;

[Collection(AloneGroup.Name)]
public sealed class AgentMethodsTests
{
    [Theory]
    [InlineData("fly", "{}", """{"code":-32601,"message":"no method fly"}""")]
    [InlineData("Enrol", "{}", """{"code":-32601,"message":"no method Enrol"}""")]
    [InlineData("enrol", "null", EnrolNeeds)]
    [InlineData("enrol", "[]", EnrolNeeds)]
    [InlineData("enrol", "{}", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"sh","arguments":[]}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":null,"arguments":[]}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":null,"ttl_ms":1,"command":"/bin/sh","arguments":[]}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"/bin/sh"}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"/bin/sh","arguments":[],"uid":0}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":"1","command":"/bin/sh","arguments":[]}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"/bin/sh\u0000","arguments":[]}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"/bin/sh","arguments":[],"directory":"work"}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"x","ttl_ms":1,"command":"/bin/sh","arguments":[],"directory":"/\u0000"}""", EnrolNeeds)]
    [InlineData("enrol", """{"intent":"\ud800","ttl_ms":1,"command":"/bin/sh","arguments":[]}""", EnrolNeeds)]
    [InlineData("declare", "{}", DeclareNeeds)]
    [InlineData("declare", """{"intent":7}""", DeclareNeeds)]
    [InlineData("declare", """{"intent":"x","ttl_ms":1.5}""", DeclareNeeds)]
    [InlineData("declare", """{"intent":"read a page"}""", NoAgent)]
    [InlineData("approval_state", "{}", """{"code":-32602,"message":"approval_state needs id"}""")]
    [InlineData("approval_state", """{"id":"abc234"}""", NoAgent)]
    [InlineData("extend", "{}", """{"code":-32602,"message":"extend needs ttl_ms"}""")]
    [InlineData("extend", """{"ttl_ms":0}""", """{"code":-32602,"message":"extend needs ttl_ms"}""")]
    [InlineData("extend", """{"ttl_ms":5}""", NoAgent)]
    [InlineData("narrow", """{"intent":"list files"}""", NoAgent)]
    [InlineData("request", "{}", """{"code":-32602,"message":"request needs wish"}""")]
    [InlineData("request", """{"wish":"run ls"}""", NoAgent)]
    [InlineData("denials", """{"limit":0}""", """{"code":-32602,"message":"denials may have limit"}""")]
    [InlineData("denials", "{}", NoAgent)]
    [InlineData("self", """{"id":1}""", """{"code":-32602,"message":"self has no params"}""")]
    [InlineData("self", "{}", NoAgent)]
    [InlineData("events", "{}", NoAgent)]
    [InlineData("session.end", "{}", NoAgent)]
    [InlineData("taint.report", """{"level":"high","reason":"a page"}""", NoAgent)]
    [InlineData("taint.report", """{"level":"clean","reason":"a page"}""", ReportNeeds)]
    [InlineData("taint.report", """{"level":"HIGH","reason":"a page"}""", ReportNeeds)]
    [InlineData("taint.report", """{"level":"high","reason":""}""", ReportNeeds)]
    [InlineData("taint.report", """{"level":"high"}""", ReportNeeds)]
    [InlineData("page.report", """{"level":"high","page":"https://a/","finding":"x"}""", NoBrowser)]
    [InlineData("page.report", """{"level":"high","page":"https://a/","finding":"x","token":"t1.1.1.x"}""", BadToken)]
    [InlineData("page.report", """{"level":"HIGH","page":"https://a/","finding":"x"}""", PageNeeds)]
    [InlineData("page.report", """{"level":"high","page":"","finding":"x"}""", PageNeeds)]
    [InlineData("page.report", """{"level":"high","page":"https://a/"}""", PageNeeds)]
    [InlineData("browser_token", """{"agent_id":1,"ttl_ms":9}""", """{"code":-32601,"message":"no method browser_token"}""")]
    [InlineData("explain", "{}", """{"code":-32602,"message":"explain needs intent and may have actions and ttl_ms"}""")]
    [InlineData("explain", """{"intent":"x","actions":[null]}""",
        """{"code":-32602,"message":"explain needs intent and may have actions and ttl_ms"}""")]
    public void Serve_OfWhatCannotBe_SaysWhatIsWrong(string method, string parameters, string error)
    {
        using AgentHost host = new();
        using AuditLog log = new(host.Temp.File("audit.jsonl"));
        using LineServer server = Serve(host, log);
        using LineClient client = LineClient.Greeted(host.Temp.File("s"));
        string answer = client.Ask($$$"""{"jsonrpc":"2.0","id":3,"method":"{{{method}}}","params":{{{parameters}}}}""")!;
        Assert.Equal($$$"""{"jsonrpc":"2.0","id":3,"error":{{{error}}}}""", answer);
        Assert.Empty(host.Table.All());
    }

    // Milliseconds that no TimeSpan holds, a moment more than a day, and none at all.
    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("86400001")]
    [InlineData("-9223372036854775808")]
    [InlineData("0")]
    [InlineData("-1")]
    public void Serve_OfAnImpossibleTtl_AnswersAndEnrolsNobody(string ttl)
    {
        using AgentHost host = new();
        using AuditLog log = new(host.Temp.File("audit.jsonl"));
        using LineServer server = Serve(host, log);
        using LineClient client = LineClient.Greeted(host.Temp.File("s"));
        string? enrolment = client.Ask(
            $$$"""
            {"jsonrpc":"2.0","id":3,"method":"enrol","params":
            {"intent":"read a page","ttl_ms":{{{ttl}}},"command":"/bin/sh","arguments":[]}}
            """.ReplaceLineEndings(""));
        Assert.Equal("""{"jsonrpc":"2.0","id":3,"error":""" + EnrolNeeds + "}", enrolment);
        string? declaration = client.Ask(
            $$$"""{"jsonrpc":"2.0","id":3,"method":"declare","params":{"intent":"read a page","ttl_ms":{{{ttl}}} }}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":3,"error":""" + DeclareNeeds + "}", declaration);
        Assert.Empty(host.Table.All());
    }

    // As on a full disk: the answer says so, the connection stays, nobody is enrolled.
    [Fact]
    public void Serve_WhenStateCannotBeSaved_SaysWhy()
    {
        using AgentHost host = new();
        using AuditLog log = new(host.Temp.File("audit.jsonl"));
        using LineServer server = Serve(host, log);
        using LineClient client = LineClient.Greeted(host.Temp.File("s"));
        Directory.CreateDirectory(host.Temp.File("last_agent_id.new"));
        const string Request = """
            {"jsonrpc":"2.0","id":3,"method":"enrol","params":
            {"intent":"list /tmp","ttl_ms":1000,"command":"/bin/ls","arguments":[]}}
            """;
        for (int i = 0; i < 2; i++)
        {
            string answer = client.Ask(Request.ReplaceLineEndings(""))!;
            Assert.StartsWith(
                """{"jsonrpc":"2.0","id":3,"error":{"code":-32006,"message":"open""", answer, StringComparison.Ordinal);
            Assert.Contains("last_agent_id.new: EISDIR", answer, StringComparison.Ordinal);
        }

        Assert.Empty(host.Table.All());
    }

    private const string EnrolNeeds =
        """{"code":-32602,"message":"enrol needs intent, ttl_ms, command (absolute), arguments"}""";

    private const string NoAgent =
        """{"code":-32002,"message":"this process is no agent: start it with telos run --intent TEXT -- COMMAND"}""";

    private const string ReportNeeds = """{"code":-32602,"message":"taint.report needs level (low, medium, high or critical) """
        + """and reason, of at most 500 characters"}""";

    private const string PageNeeds = """{"code":-32602,"message":"page.report needs level (low, medium, high or critical), """
        + """page (at most 500 characters) and finding (at most 1000)"}""";

    private const string NoBrowser = """{"code":-32002,"message":"this browser is no agent\u0027s: no process of an agent """
        + """started it, and TELOS_BROWSER_TOKEN is not set"}""";

    private const string BadToken = """{"code":-32002,"message":"this browser is no agent\u0027s: the token is no longer """
        + """valid, or its agent has ended"}""";

    private const string DeclareNeeds = """{"code":-32602,"message":"declare needs intent and may have ttl_ms"}""";

    private static LineServer Serve(AgentHost host, AuditLog log)
    {
        Journal journal = new(log);
        Docket docket = new(host.Table, host.Ceiling, journal);
        PolicyAnswers answers = new(GateScope.All);
        SessionMethods session = new(
            host.Table, host.Ceiling, docket, journal, new Denials(), answers, new TokenIndex(), sweep: () => { });
        PageMethods pages = new(
            host.Table, host.Ceiling, BrowserTokens.LoadOrCreate(host.Temp.File("key")), journal, sweep: () => { });
        AgentMethods methods = new(host.Table, host.Ceiling, docket, journal, answers, session, pages);
        return new LineServer(
            host.Temp.File("s"), UnixFileMode.UserRead | UnixFileMode.UserWrite, methods.Serve, methods.AgentOf,
            LineLimits.OfControl);
    }
}
