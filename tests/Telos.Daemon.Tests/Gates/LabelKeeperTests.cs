using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;
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

    [Fact]
    public void TakeBack_OfWhatTwoBrought_LeavesItUntilTheLastIsGone()
    {
        (FileId one, FileId two) = (Make("one"), Make("two"));
        using LabelKeeper labels = new(_gates.Maps, _gates.Identities, Labelling(("two", Taint.High)));
        labels.Apply();
        int before = labels.Count;
        labels.Lend(1, Places("one", "two"));
        labels.Lend(2, Places("one"));
        Assert.Equal(LabelPaths.Code, LabelOf(one));

        // A rule's own label counts too: reading stays gated, and what is installed code is not written.
        Assert.Equal((Taint.High, LabelPaths.Code.Gated), (LevelOf(two), LabelOf(two)!.Value.Gated & LabelPaths.Code.Gated));
        labels.Apply();
        labels.Change(Labelling(("two", Taint.Medium)));
        Assert.Equal((LabelPaths.Code, Taint.Medium), (LabelOf(one), LevelOf(two)));

        labels.TakeBack(1);
        Assert.Equal((LabelPaths.Code, Taint.Medium), (LabelOf(one), LevelOf(two)));
        Assert.Equal(KernelAbi.TELOS_ACCESS_EXECUTE, LabelOf(two)!.Value.Gated & KernelAbi.TELOS_ACCESS_EXECUTE);
        uint version = Version();
        labels.TakeBack(2);
        Assert.Null(LabelOf(one));
        Assert.Equal(before, labels.Count);
        Assert.True(Version() > version, "what the gates remember of files still counts");
    }

    [Fact]
    public void Settle_AfterAStart_TakesOffWhatTheLastDaemonLabelledAndNobodyLendsAgain()
    {
        (FileId one, FileId two) = (Make("one"), Make("two"));
        Assert.Equal(Errno.None, _gates.Maps.Labels.TrySet(one, LabelPaths.Code));
        Assert.Equal(Errno.None, _gates.Maps.Labels.TrySet(two, LabelPaths.Code));
        using LabelKeeper labels = new(_gates.Maps, _gates.Identities, Labelling());
        labels.Start();
        Assert.Equal((LabelPaths.Code, LabelPaths.Code), (LabelOf(one), LabelOf(two)));
        labels.Lend(1, Places("one"));
        labels.Settle();
        Assert.Equal(LabelPaths.Code, LabelOf(one));
        Assert.Null(LabelOf(two));
    }

    [Fact]
    public void Lend_ThatTheMapHasNoRoomFor_LeavesNone()
    {
        FileId one = Make("one");
        using LabelKeeper labels = new(_gates.Maps, _gates.Identities, Labelling());
        labels.Apply();
        Fill();
        Assert.Throws<DaemonException>(() => labels.Lend(1, Places("one")));
        Assert.Null(LabelOf(one));
        labels.TakeBack(1);
    }

    private LentPlace[] Places(params string[] names) => [.. names.Select(name =>
    {
        Assert.Equal(Errno.None, OpenPath.TryOpenPath(_temp.File(name), out SafeFileHandle? handle));
        return new LentPlace(_gates.Identities.Resolve(_temp.File(name))!.Value.File, LabelPaths.Code, handle!);
    })];

    private Label? LabelOf(in FileId file) => _gates.Maps.Labels.TryGet(file, out Label label) ? label : null;

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
