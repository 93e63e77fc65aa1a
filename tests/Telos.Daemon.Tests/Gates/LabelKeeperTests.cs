using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class LabelKeeperTests : IDisposable
{
    private readonly KernelGates _gates = new();
    private readonly TempDirectory _temp = new();

    public void Dispose()
    {
        _temp.Dispose();
        _gates.Dispose();
    }

    [Fact]
    public void Change_ToAnotherCeiling_LabelsWhatItNamesAndNoOther()
    {
        (FileId one, FileId two) = (Make("one"), Make("two"));
        using LabelKeeper labels = new(_gates.Maps, _gates.Identities, Labelling(("one", Taint.High)));
        labels.ApplyNames();
        labels.Apply();
        Assert.Equal((Taint.High, null), (LevelOf(one), LevelOf(two)));
        uint version = Version();

        labels.Change(Labelling(("two", Taint.Low)) with { RunLater = [new NameRule("", "Procfile")] });
        Assert.Equal((null, Taint.Low), (LevelOf(one), LevelOf(two)));
        Assert.True(_gates.Maps.Names.TryGet(LabelNames.KeyOf(new NameRule("", "Procfile")), out _));
        Assert.False(_gates.Maps.Names.TryGet(LabelNames.KeyOf(new NameRule("", ".bashrc")), out _));
        Assert.True(Version() > version, "what the gates remember of files still counts");

        // Lower than before: a changed ceiling is not what a rename is.
        labels.Change(Labelling(("two", Taint.Critical)));
        labels.Change(Labelling(("two", Taint.Medium)));
        Assert.Equal(Taint.Medium, LevelOf(two));
    }

    [Fact]
    public void Change_ThatTheMapHasNoRoomFor_LeavesTheLabelsOfTheCeilingBefore()
    {
        (FileId one, FileId two) = (Make("one"), Make("two"));
        using LabelKeeper labels = new(_gates.Maps, _gates.Identities, Labelling(("one", Taint.High)));
        labels.Apply();
        Fill();
        DaemonException error = Assert.Throws<DaemonException>(
            () => labels.Change(Labelling(("one", Taint.Low), ("two", Taint.Low))));
        Assert.StartsWith($"cannot label {_temp.File("two")}: ", error.Message, StringComparison.Ordinal);
        Assert.Equal((Taint.High, null), (LevelOf(one), LevelOf(two)));
    }

    private Ceiling Labelling(params (string Name, Taint Level)[] rules) => Ceiling.Default with
    {
        Labels = [.. rules.Select(rule => new LabelRule(_temp.File(rule.Name), rule.Level, Grantable: false))],
    };

    private FileId Make(string name)
    {
        File.WriteAllText(_temp.File(name), "");
        return _gates.Identities.Resolve(_temp.File(name))!.Value.File;
    }

    private Taint? LevelOf(in FileId file) => _gates.Maps.Labels.TryGet(file, out Label label) ? label.Level : null;

    private uint Version()
    {
        uint version = 0;
        _gates.Maps.ChangeConfig(config =>
        {
            version = (uint)config.LabelsVersion;
            return config;
        });
        return version;
    }

    private void Fill()
    {
        FileId file = new() { Device = 1, Inode = 1 };
        while (_gates.Maps.Labels.TrySet(file, default) == Errno.None)
        {
            file.Inode++;
        }
    }
}
