using System.Text;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class LabelNamesTests
{
    private const uint Write = KernelAbi.TELOS_ACCESS_WRITE;
    private const uint Rename = KernelAbi.TELOS_LABEL_RENAME;

    [Fact]
    public void Of_ANameWithAParent_RulesOutDirectoriesRenamedToTheParentToo()
    {
        Dictionary<NameRule, Label> names = Of(new NameRule(".git", "hooks"));
        Assert.Equal(new Label { Gated = Write }, names[new NameRule(".git", "hooks")]);
        Assert.Equal(new Label { Gated = Write, Flags = Rename }, names[new NameRule("", ".git")]);
        Assert.False(names.ContainsKey(new NameRule("", "hooks")));
    }

    [Fact]
    public void Of_AParentThatIsRuledOutItself_StaysRuledOutForEverything() =>
        Assert.Equal(new Label { Gated = Write }, Of(new NameRule(".ssh", "rc"), new NameRule("", ".ssh"))[new("", ".ssh")]);

    [Fact]
    public void Of_SampleHooks_AreHarmless() => Assert.Equal(default, Of()[new NameRule("hooks", "*.sample")]);

    [Fact]
    public void KeyOf_IsTheNamesPaddedWithZero()
    {
        NameKey key = LabelNames.KeyOf(new NameRule("hooks", "*.sample"));
        Assert.Equal("hooks" + new string('\0', 27), Encoding.ASCII.GetString(key.ParentBytes));
        Assert.Equal("*.sample" + new string('\0', 24), Encoding.ASCII.GetString(key.NameBytes));
    }

    [Fact]
    public void Start_OverNamesOfAnEarlierCeiling_LeavesTheseOfThisOne()
    {
        using KernelGates gates = new();
        gates.Maps.Names.Set(LabelNames.KeyOf(new NameRule("", "Procfile")), new Label { Gated = Write });
        using LabelKeeper labels = new(gates.Maps, gates.Identities, Ceiling.Default);
        labels.Start();
        Dictionary<NameRule, Label> expected = LabelNames.Of(Ceiling.Default);
        Dictionary<NameRule, Label> found = [];
        foreach (NameKey key in gates.Maps.Names.Keys())
        {
            Assert.True(gates.Maps.Names.TryGet(key, out Label label));
            found.Add(LabelNames.RuleOf(key), label);
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key.ToString()), found.OrderBy(pair => pair.Key.ToString()));
    }

    [Fact]
    public void Start_LabelsTheAreasOfThisMachine()
    {
        using KernelGates gates = new();
        using LabelKeeper labels = new(gates.Maps, gates.Identities, Ceiling.Default);
        labels.Start();
        Assert.Equal(KernelAbi.TELOS_LABEL_WRITE_AREA, LabelOf(gates, "/tmp").Flags);
        Assert.Equal(10u, LabelOf(gates, "/usr/lib").Gated);
        Assert.Equal(12u, LabelOf(gates, "/dev/null").Gated);
        Assert.False(gates.Maps.Labels.TryGet(gates.Identities.Resolve("/usr/bin")!.Value.File, out _));
    }

    private static Label LabelOf(KernelGates gates, string path)
    {
        Assert.True(gates.Maps.Labels.TryGet(gates.Identities.Resolve(path)!.Value.File, out Label label), path);
        return label;
    }

    private static Dictionary<NameRule, Label> Of(params NameRule[] rules) =>
        LabelNames.Of(Ceiling.Default with { RunLater = [.. rules] });
}
