using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class AdjudicationSectionTests
{
    [Fact]
    public void TryParse_EveryKey_TakesEffect()
    {
        const string Yaml = """
            adjudication:
              order: [model, person]
              timeout: 2m
              webhook: https://telos.example/hook?room=7
              model:
                endpoint: http://127.0.0.1:11434/openai
                name: qwen3:8b
                timeout_ms: 2500
                calls_per_hour: 12
                denials_kept: 0
            """;
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Yaml, "p", out var ceiling, out _));
        Assert.Equal([Adjudicator.Model, Adjudicator.Person], ceiling.Adjudication.Order);
        Assert.Equal(TimeSpan.FromMinutes(2), ceiling.Adjudication.Timeout);
        Assert.Equal(new Uri("https://telos.example/hook?room=7"), ceiling.Adjudication.Webhook);
        Assert.Equal(
            new ModelRules(new Uri("http://127.0.0.1:11434/openai"), null, "qwen3:8b", 2500, 12, 0), ceiling.Adjudication.Model);
    }

    [Fact]
    public void TryParse_AUnixSocket_IsAskedThere()
    {
        const string Yaml = "adjudication: {order: [model], model: {endpoint: 'unix:/run//llama.sock', name: any}}";
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Yaml, "p", out var ceiling, out _));
        Assert.Equal(
            new ModelRules(new Uri("http://localhost"), "/run/llama.sock", "any", 10_000, 60, 256), ceiling.Adjudication.Model);
    }

    [Fact]
    public void TryParse_NothingSaid_AsksAPerson()
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse("", "p", out var ceiling, out _));
        Assert.Equal([Adjudicator.Person], ceiling.Adjudication.Order);
        Assert.Equal(TimeSpan.FromMinutes(10), ceiling.Adjudication.Timeout);
        Assert.Null(ceiling.Adjudication.Webhook);
        Assert.Null(ceiling.Adjudication.Model);
    }

    [Fact]
    public void TryParse_AnEmptyOrder_AsksNobody()
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse("adjudication: {order: []}", "p", out var ceiling, out _));
        Assert.Empty(ceiling.Adjudication.Order);
    }

    [Theory]
    [InlineData("adjudication: {ask: []}", CeilingStatus.UnknownKey,
        "p:1:16: unknown key \"adjudication.ask\": write model, order, timeout or webhook")]
    [InlineData("adjudication: {order: person}", CeilingStatus.WrongType, "p:1:23: order must be a list")]
    [InlineData("adjudication: {order: [person, friend]}", CeilingStatus.BadValue,
        "p:1:32: order holds person and model, not \"friend\"")]
    [InlineData("adjudication: {order: [person, person]}", CeilingStatus.BadValue, "p:1:32: order: person is asked once")]
    [InlineData("adjudication:\n  order: [model]", CeilingStatus.BadValue,
        "p:2:10: order names a model: say which in adjudication.model")]
    [InlineData("adjudication:\n  model: {endpoint: 'http://[::1]:1', name: x}", CeilingStatus.BadValue,
        "p:2:3: adjudication.model is not asked: name model in adjudication.order")]
    [InlineData("adjudication: {timeout: 10}", CeilingStatus.BadValue,
        "p:1:25: timeout: \"10\" lacks a unit: write 10s, 10m or 10h")]
    [InlineData("adjudication: {webhook: telos.example/hook}", CeilingStatus.BadValue,
        "p:1:25: webhook is an address such as https://telos.example/hook, without a user's name")]
    [InlineData("adjudication: {webhook: 'file:///etc/passwd'}", CeilingStatus.BadValue,
        "p:1:25: webhook is an address such as https://telos.example/hook, without a user's name")]
    [InlineData("adjudication: {webhook: 'https://me:word@telos.example/hook'}", CeilingStatus.BadValue,
        "p:1:25: webhook is an address such as https://telos.example/hook, without a user's name")]
    [InlineData("adjudication: {model: {name: x}}", CeilingStatus.BadValue, "p:1:23: a model needs both endpoint and name")]
    [InlineData("adjudication: {model: {endpoint: https://a.example}}", CeilingStatus.BadValue,
        "p:1:23: a model needs both endpoint and name")]
    [InlineData("adjudication: {model: {url: x}}", CeilingStatus.UnknownKey,
        "p:1:24: unknown key \"adjudication.model.url\": write calls_per_hour, denials_kept, endpoint, name or timeout_ms")]
    [InlineData("adjudication: {model: {endpoint: http://10.0.0.5:8000, name: x}}", CeilingStatus.BadValue,
        "p:1:34: endpoint: another machine's model is asked by https")]
    [InlineData("adjudication: {model: {endpoint: 'unix:llama.sock', name: x}}", CeilingStatus.BadValue,
        "p:1:34: endpoint: \"llama.sock\" is not an absolute path of a socket")]
    [InlineData("adjudication: {model: {endpoint: http://localhost, name: ''}}", CeilingStatus.BadValue,
        "p:1:58: name is a model's name of at most 128 characters")]
    [InlineData("adjudication: {model: {timeout_ms: 99}}", CeilingStatus.BadValue,
        "p:1:36: timeout_ms is a whole number from 100 to 120000")]
    [InlineData("adjudication: {model: {calls_per_hour: 0}}", CeilingStatus.BadValue,
        "p:1:40: calls_per_hour is a whole number from 1 to 10000")]
    [InlineData("adjudication: {model: {denials_kept: -1}}", CeilingStatus.BadValue,
        "p:1:38: denials_kept is a whole number from 0 to 10000")]
    public void TryParse_AFault_SaysWhereAndKeepsTheBuiltInCeiling(
        string yaml, CeilingStatus expected, string message) => CeilingFileTests.AssertFault(yaml, expected, message);
}
