using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;
using Xunit;

namespace Telos.Core.Tests.Protocol;

public sealed class ProtocolJsonTests
{
    private static readonly AgentStateResult s_agent = new(
        7, 1000, "fetch a page", "/usr/bin/curl", "enforce", "CLEAN", 59_000, 1, 2, 3, 4, 5, 18446744073709551615,
        40404, 3, 2, 4500);

    private const string AgentText =
        """
        {"agent_id":7,"uid":1000,"goal":"fetch a page","command":"/usr/bin/curl","mode":"enforce","taint":"CLEAN",
        "expires_in_ms":59000,"refused_exec":1,"refused_network":2,"refused_file":3,"refused_lineage":4,
        "refused_tamper":5,"events_dropped":18446744073709551615,"dns_port":40404,"parent":3,
        "bridges":2,"bridge_ends_in_ms":4500}
        """;

    [Fact]
    public void Greeting_IsTheVersion() => AssertText(ProtocolJson.Default.Greeting, new Greeting(1), """{"telos":1}""");

    [Fact]
    public void Request_RoundTrips()
    {
        AssertText(
            ProtocolJson.Default.RpcRequest, new RpcRequest("2.0", 4, Methods.Status),
            """{"jsonrpc":"2.0","id":4,"method":"status"}""");
        const string Text = """{"jsonrpc":"2.0","id":4,"method":"agent_state","params":{"agent_id":7}}""";
        RpcRequest request = JsonSerializer.Deserialize(Text, ProtocolJson.Default.RpcRequest)!;
        Assert.Equal(new AgentStateParams(7), request.Params!.Value.Deserialize(ProtocolJson.Default.AgentStateParams));
        Assert.Equal(Text, JsonSerializer.Serialize(request, ProtocolJson.Default.RpcRequest));
    }

    [Fact]
    public void Response_HasAResultOrAnError()
    {
        AssertText(
            ProtocolJson.Default.RpcResponse,
            new RpcResponse("2.0", 4, null, new RpcError(RpcErrorCode.RootOnly, "only root may ask here")),
            """{"jsonrpc":"2.0","id":4,"error":{"code":-32004,"message":"only root may ask here"}}""");
        const string Text = """{"jsonrpc":"2.0","id":4,"result":{"agents_killed":2}}""";
        RpcResponse response = JsonSerializer.Deserialize(Text, ProtocolJson.Default.RpcResponse)!;
        Assert.Null(response.Error);
        Assert.Equal(new StopResult(2), response.Result!.Deserialize(ProtocolJson.Default.StopResult));
        Assert.Equal(Text, JsonSerializer.Serialize(response, ProtocolJson.Default.RpcResponse));
    }

    [Fact]
    public void Approval_SaysWhatWouldDo()
    {
        ApprovalRecord pending = new(
            "abc234", 7, 1000, "use gdb", "gdb", "needs approval", ["run gdb"], "pending", 600_000);
        const string Text =
            """
            {"id":"abc234","agent_id":7,"uid":1000,"goal":"use gdb","subject":"gdb","reason":"needs approval",
            "grants":["run gdb"],"state":"pending","left_ms":600000}
            """;
        Assert.Equal(
            Text.ReplaceLineEndings(""), JsonSerializer.Serialize(pending, ProtocolJson.Default.ApprovalRecord));
        AssertText(
            ProtocolJson.Default.ApproveParams, new ApproveParams("abc234", Once: false, "5m"),
            """{"id":"abc234","once":false,"for":"5m"}""");
        AssertText(ProtocolJson.Default.DenyParams, new DenyParams("abc234"), """{"id":"abc234"}""");
    }

    [Fact]
    public void Error_MayHaveDetails()
    {
        const string Text = """{"code":-32001,"message":"the intent was refused","details":["deny x: y"]}""";
        RpcError error = JsonSerializer.Deserialize(Text, ProtocolJson.Default.RpcError)!;
        Assert.Equal((RpcErrorCode.IntentRefused, "the intent was refused"), (error.Code, error.Message));
        Assert.Equal(["deny x: y"], error.Details!);
        Assert.Equal(Text, JsonSerializer.Serialize(error, ProtocolJson.Default.RpcError));
    }

    [Theory]
    [InlineData(RpcErrorCode.ParseError, -32700)]
    [InlineData(RpcErrorCode.InvalidRequest, -32600)]
    [InlineData(RpcErrorCode.MethodNotFound, -32601)]
    [InlineData(RpcErrorCode.InvalidParams, -32602)]
    [InlineData(RpcErrorCode.IntentRefused, -32001)]
    [InlineData(RpcErrorCode.NotAnAgent, -32002)]
    [InlineData(RpcErrorCode.AlreadyAnAgent, -32003)]
    [InlineData(RpcErrorCode.RootOnly, -32004)]
    [InlineData(RpcErrorCode.AgentsRunning, -32005)]
    [InlineData(RpcErrorCode.KernelRefused, -32006)]
    [InlineData(RpcErrorCode.PeerGone, -32007)]
    [InlineData(RpcErrorCode.NotPending, -32008)]
    public void ErrorCodes_AreWhatClientsKnow(RpcErrorCode code, int number) => Assert.Equal(number, (int)code);

    [Fact]
    public void Enrol_RoundTrips()
    {
        const string Text =
            """{"intent":"fetch a page","ttl_ms":60000,"command":"/usr/bin/curl","arguments":["-s","https://example.com"]}""";
        EnrolParams enrolment = JsonSerializer.Deserialize(Text, ProtocolJson.Default.EnrolParams)!;
        Assert.Equal(("fetch a page", 60_000L, "/usr/bin/curl"), (enrolment.Intent, enrolment.TtlMs, enrolment.Command));
        Assert.Equal(["-s", "https://example.com"], enrolment.Arguments);
        Assert.Equal(Text, JsonSerializer.Serialize(enrolment, ProtocolJson.Default.EnrolParams));
    }

    [Fact]
    public void Declare_MayLeaveTheTimeOut()
    {
        AssertText(ProtocolJson.Default.DeclareParams, new DeclareParams("x"), """{"intent":"x"}""");
        AssertText(ProtocolJson.Default.DeclareParams, new DeclareParams("x", 5), """{"intent":"x","ttl_ms":5}""");
    }

    [Fact]
    public void Policy_RoundTrips()
    {
        const string Text =
            """{"agent_id":7,"mode":"audit","ttl_ms":60000,"lines":["allow curl"],"missing":["program nc"],"off":["exec"]}""";
        PolicyResult policy = JsonSerializer.Deserialize(Text, ProtocolJson.Default.PolicyResult)!;
        Assert.Equal((7u, "audit", 60_000L), (policy.AgentId, policy.Mode, policy.TtlMs));
        Assert.Equal(["allow curl"], policy.Lines);
        Assert.Equal(["program nc"], policy.Missing);
        Assert.Equal(["exec"], policy.Off);
        Assert.Equal(Text, JsonSerializer.Serialize(policy, ProtocolJson.Default.PolicyResult));
    }

    [Fact]
    public void StopAndState_RoundTrip()
    {
        AssertText(ProtocolJson.Default.StopParams, new StopParams(true), """{"kill_agents":true}""");
        AssertText(ProtocolJson.Default.StopResult, new StopResult(2), """{"agents_killed":2}""");
        AssertText(ProtocolJson.Default.AgentStateParams, new AgentStateParams(7), """{"agent_id":7}""");
        AssertText(ProtocolJson.Default.AgentStateResult, s_agent, AgentText.ReplaceLineEndings(""));
    }

    [Fact]
    public void Status_RoundTrips()
    {
        string text =
            """
            {"pid":42,"version":"0.1.0","kernel":"6.12.0","adopted":true,"mode":"enforce","links_attached":24,
            "links_expected":25,"agents":[AGENT],"decisions":1,"events_dropped":2,"state_missing":3,"storage_full":4,
            "label_too_deep":5,"egress_dropped":7,"labels":6,"maps":[{"name":"telos_agents","entries":1,"entries_max":4096}],
            "off":[{"gate":"exec","open":"every program runs"}],"off_cause":"no LSM","event_error":"torn","socket_error":"none",
            "names":{"upstreams":["9.9.9.9:53"],"asked":1,"refused":2,"cache_hits":3,"forwarded":4,"failed":5,"mismatches":6,
            "overloaded":7,"untold":8},"policy_error":"p:1:1: unknown key","outside_ceiling":9,
            "metrics_error":"taken","needed":80,"needed_attached":79}
            """.ReplaceLineEndings("").Replace("AGENT", AgentText.ReplaceLineEndings(""), StringComparison.Ordinal);
        StatusResult status = JsonSerializer.Deserialize(text, ProtocolJson.Default.StatusResult)!;
        Assert.Equal(s_agent, Assert.Single(status.Agents));
        Assert.Equal(new MapFill("telos_agents", 1, 4096), Assert.Single(status.Maps));
        Assert.Equal(new OffGate("exec", "every program runs"), Assert.Single(status.Off));
        Assert.Equal(("no LSM", "none"), (status.OffCause, status.SocketError));
        Assert.Equal((2L, 7L, 8L), (status.Names!.Refused, status.Names.Overloaded, status.Names.Untold));
        Assert.Equal(["9.9.9.9:53"], status.Names.Upstreams);
        Assert.Equal(("p:1:1: unknown key", 9UL), (status.PolicyError, status.OutsideCeiling));
        Assert.Equal(("taken", 80, 79), (status.MetricsError, status.Needed, status.NeededAttached));
        Assert.Equal((42, true, 24, 25, "torn"),
            (status.Pid, status.Adopted, status.LinksAttached, status.LinksExpected, status.EventError));
        Assert.Equal(text, JsonSerializer.Serialize(status, ProtocolJson.Default.StatusResult));
    }

    [Fact]
    public void Canary_RoundTrips()
    {
        const string Text =
            """{"agent_id":9,"acts":[{"gate":"exec","act":"run true","control":true,"refused":true,"seen":"EPERM"}]}""";
        CanaryReport report = JsonSerializer.Deserialize(Text, ProtocolJson.Default.CanaryReport)!;
        Assert.Equal(new CanaryAct("exec", "run true", true, true, "EPERM"), Assert.Single(report.Acts));
        Assert.Equal(Text, JsonSerializer.Serialize(report, ProtocolJson.Default.CanaryReport));
    }

    [Theory]
    [InlineData("""{"intent":"x","ttl_ms":1,"command":"/x","arguments":[],"uid":0}""")]
    [InlineData("""{"Intent":"x","ttl_ms":1,"command":"/x","arguments":[]}""")]
    [InlineData("""{"intent":"x","command":"/x","arguments":[]}""")]
    [InlineData("""{"intent":"x","ttl_ms":1,"command":"/x"}""")]
    [InlineData("""{"intent":null,"ttl_ms":1,"command":"/x","arguments":[]}""")]
    [InlineData("""{"intent":"x","ttl_ms":1,"command":"/x","arguments":null}""")]
    [InlineData("""{"intent":"x","ttl_ms":1e30,"command":"/x","arguments":[]}""")]
    public void Enrol_WithAnUnknownMissingOrNullMember_IsRefused(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, ProtocolJson.Default.EnrolParams));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"a","extra":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"a"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":null}""")]
    [InlineData("""{"id":1,"method":"a"}""")]
    public void Request_WithAnUnknownMissingOrNullMember_IsRefused(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, ProtocolJson.Default.RpcRequest));

    private static void AssertText<T>(JsonTypeInfo<T> type, T value, string text)
    {
        Assert.Equal(text, JsonSerializer.Serialize(value, type));
        Assert.Equal(value, JsonSerializer.Deserialize(text, type));
    }
}
