using System.Text;
using System.Text.Json;
using Telos.Core.Adjudication;
using Xunit;

namespace Telos.Core.Tests.Adjudication;

public sealed class ModelAnswerTests
{
    private const string Allow = """{"subject":"gdb","verdict":"allow","reason":"it debugs"}""";

    [Theory]
    [InlineData("allow", true)]
    [InlineData("deny", false)]
    public void TryParse_OfARuling_IsIt(string verdict, bool allows)
    {
        string content = $$"""{"reason":"why","subject":"gdb","verdict":"{{verdict}}"}""";
        Assert.Equal(ModelAnswerStatus.Ok, Parse(Response(content), out ModelAnswer? answer));
        Assert.Equal(new ModelAnswer(allows, "why"), answer);
    }

    [Theory]
    [InlineData("", ModelAnswerStatus.NotJson)]
    [InlineData("<html>", ModelAnswerStatus.NotJson)]
    [InlineData("""{"choices":[],"choices":[]}""", ModelAnswerStatus.NotJson)]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""", ModelAnswerStatus.NotJson)]
    [InlineData("""{"choices":[{"message":{"content":"x"},"finish_reason":7}]}""", ModelAnswerStatus.NotJson)]
    [InlineData("[]", ModelAnswerStatus.NoChoice)]
    [InlineData("{}", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"error":{"message":"no such model"}}""", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"choices":[]}""", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"choices":["x"]}""", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"choices":[{"message":{"content":"x"}},{"message":{"content":"x"}}]}""", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"choices":[{"message":{"content":null}}]}""", ModelAnswerStatus.NoChoice)]
    [InlineData("""{"choices":[{"message":{"content":{"verdict":"allow"}}}]}""", ModelAnswerStatus.NoChoice)]
    public void TryParse_OfAnotherResponse_SaysWhatIsWrong(string response, ModelAnswerStatus expected)
    {
        Assert.Equal(expected, Parse(response, out ModelAnswer? answer));
        Assert.Null(answer);
        Assert.NotEqual("", ModelAnswer.Explain(expected));
    }

    [Theory]
    [InlineData("allow", ModelAnswerStatus.OtherShape)]
    [InlineData("null", ModelAnswerStatus.OtherShape)]
    [InlineData("""["allow"]""", ModelAnswerStatus.OtherShape)]
    [InlineData("""{"verdict":"allow"}""", ModelAnswerStatus.OtherShape)]
    [InlineData("""{"subject":"gdb","verdict":"allow","reason":null}""", ModelAnswerStatus.OtherShape)]
    [InlineData("""{"subject":"gdb","verdict":true,"reason":""}""", ModelAnswerStatus.OtherShape)]
    [InlineData("""{"subject":"gdb","verdict":"allow","reason":"","also":"sudo"}""", ModelAnswerStatus.OtherShape)]
    [InlineData("""{"subject":"gdb","verdict":"deny","verdict":"allow","reason":""}""", ModelAnswerStatus.OtherShape)]
    [InlineData("Sure! " + Allow, ModelAnswerStatus.OtherShape)]
    [InlineData(Allow + Allow, ModelAnswerStatus.OtherShape)]
    [InlineData("""{"subject":"sudo","verdict":"allow","reason":""}""", ModelAnswerStatus.OtherSubject)]
    [InlineData("""{"subject":"GDB","verdict":"allow","reason":""}""", ModelAnswerStatus.OtherSubject)]
    [InlineData("""{"subject":"","verdict":"allow","reason":""}""", ModelAnswerStatus.OtherSubject)]
    [InlineData("""{"subject":"gdb","verdict":"ALLOW","reason":""}""", ModelAnswerStatus.OtherVerdict)]
    [InlineData("""{"subject":"gdb","verdict":"escalate","reason":""}""", ModelAnswerStatus.OtherVerdict)]
    public void TryParse_OfAnotherAnswer_SaysWhatIsWrong(string content, ModelAnswerStatus expected)
    {
        Assert.Equal(expected, Parse(Response(content), out ModelAnswer? answer));
        Assert.Null(answer);
        Assert.NotEqual("", ModelAnswer.Explain(expected));
    }

    [Theory]
    [InlineData(200, ModelAnswerStatus.Ok)]
    [InlineData(201, ModelAnswerStatus.LongReason)]
    public void TryParse_OfALongReason_HasABound(int length, ModelAnswerStatus expected)
    {
        string content = $$"""{"subject":"gdb","verdict":"allow","reason":"{{new string('x', length)}}"}""";
        Assert.Equal(expected, Parse(Response(content), out _));
    }

    [Theory]
    [InlineData("stop", ModelAnswerStatus.Ok)]
    [InlineData("length", ModelAnswerStatus.Unfinished)]
    [InlineData("tool_calls", ModelAnswerStatus.Unfinished)]
    public void TryParse_OfAnAnswerThatWasCutOff_TakesNoneOfIt(string finish, ModelAnswerStatus expected) =>
        Assert.Equal(expected, Parse(Response(Allow, finish), out _));

    private static ModelAnswerStatus Parse(string response, out ModelAnswer? answer) =>
        ModelAnswer.TryParse(Encoding.UTF8.GetBytes(response), "gdb", out answer);

    private static string Response(string content, string finish = "stop") =>
        $$"""{"choices":[{"message":{"content":"{{JsonEncodedText.Encode(content)}}"},"finish_reason":"{{finish}}"}]}""";
}
