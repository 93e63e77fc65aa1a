using Telos.Core.Mirage;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class MirageSectionTests
{
    [Fact]
    public void TryParse_OfMirage_TakesEffect()
    {
        Ceiling ceiling = Read("mirage: {decoys: [ssh, aws, ssh], tripwire: strict}");
        Assert.Equal([DecoyKind.Aws, DecoyKind.Ssh], ceiling.Mirage.Decoys);
        Assert.Equal(Tripwire.Strict, ceiling.Mirage.Tripwire);
        Assert.Equal(DecoyKinds.All, Read("mirage: {decoys: [all]}").Mirage.Decoys);
        Assert.Equal([DecoyKind.Ssh, DecoyKind.Shadow], Read("mirage: {in_place: [shadow, ssh]}").Mirage.InPlace);
        Assert.Equal(DecoyKinds.InPlace, Read("mirage: {in_place: [all]}").Mirage.InPlace);
    }

    [Fact]
    public void TryParse_WithoutIt_PlantsNothing()
    {
        Assert.Empty(Read("").Mirage.Decoys);
        Assert.Empty(Read("").Mirage.InPlace);
        Assert.Equal(Tripwire.Normal, Read("").Mirage.Tripwire);
    }

    [Theory]
    [InlineData("mirage: {decoys: [gold]}",
        "p:1:19: decoys: \"gold\" is no kind of decoy: aws, ssh, env, kube, cookies, npm, pypi, dump, shadow, or all")]
    [InlineData("mirage: {tripwire: loose}", "p:1:20: tripwire is normal or strict, not \"loose\"")]
    [InlineData("mirage: {decoy: [aws]}", "p:1:10: unknown key \"mirage.decoy\": write decoys, in_place or tripwire")]
    [InlineData("mirage: {in_place: [dump]}",
        "p:1:21: in_place: \"dump\" stands for no protected file: aws, ssh, kube, npm, pypi, shadow, or all")]
    public void TryParse_OfABadOne_SaysWhatAndWhere(string text, string fault)
    {
        Assert.NotEqual(CeilingStatus.Ok, CeilingFile.TryParse(text, "p", out _, out string told));
        Assert.Equal(fault, told);
    }

    [Fact]
    public void Compare_OfMirage_TellsWhatBecameNarrower()
    {
        Ceiling plain = Read("mirage: {decoys: [aws]}"), strict = Read("mirage: {decoys: [aws, env], tripwire: strict}");
        string[] changed = [.. CeilingDiff.Compare(plain, strict).Select(change => $"{change.Key} {change.Direction}")];
        Assert.Contains("mirage.tripwire Narrower", changed);
        Assert.Contains(changed, change => change.StartsWith("mirage.decoys", StringComparison.Ordinal));
        Assert.Contains(CeilingDiff.Compare(strict, plain), change => change.Direction == CeilingDirection.Wider);
    }

    private static Ceiling Read(string text)
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(text, "p", out Ceiling ceiling, out string fault));
        Assert.Empty(fault);
        return ceiling;
    }
}
