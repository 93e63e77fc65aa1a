using Telos.Core.Intent;
using Xunit;

namespace Telos.Core.Tests.Intent;

public sealed class VerbTableTests
{
    [Theory]
    [InlineData("download", Verbs.Fetch)]
    [InlineData("downloading", Verbs.Fetch)]
    [InlineData("copies", Verbs.Copy)]
    [InlineData("copied", Verbs.Copy)]
    [InlineData("copying", Verbs.Copy)]
    [InlineData("running", Verbs.Run)]
    [InlineData("getting", Verbs.Get)]
    [InlineData("saved", Verbs.Write)]
    [InlineData("saving", Verbs.Write)]
    [InlineData("searches", Verbs.Search)]
    [InlineData("sent", Verbs.Send)]
    public void Find_RegularForms_LeadToTheVerb(string word, Verbs expected) =>
        Assert.Equal(expected, VerbTable.Find(word));

    [Theory]
    [InlineData("")]
    [InlineData("weather")]
    [InlineData("reader")]
    [InlineData("printer")]
    [InlineData("curl")]
    [InlineData("is")]
    public void Find_OtherWords_AnnounceNothing(string word) =>
        Assert.Equal(Verbs.None, VerbTable.Find(word));
}
