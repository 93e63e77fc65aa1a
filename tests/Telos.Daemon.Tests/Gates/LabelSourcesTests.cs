using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Daemon.Mirage;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class LabelSourcesTests : IDisposable
{
    private static readonly Label s_secret = new()
    {
        Level = Taint.Critical, Gated = KernelAbi.TELOS_ACCESS_READ, Grantable = KernelAbi.TELOS_ACCESS_READ,
    };

    private static readonly FileId s_file = new() { Inode = 7, Device = 1 };

    private readonly LabelSources _sources = new();

    [Fact]
    public void Of_ADecoy_IsOneOnlyWhereNothingElseIsSaid()
    {
        Label decoy = DecoyLabels.Of(writable: true, walkable: true);
        _sources.Decoys.Add(1, [Place(decoy)]);
        Assert.Equal(decoy, _sources.Of(s_file));

        // A granted read of a decoy taints nobody, and a granted read of a secret does.
        _sources.Ruled[s_file] = s_secret;
        Assert.Equal(s_secret, _sources.Of(s_file));
        _sources.Ruled.Clear();
        _sources.Lent.Add(1, [Place(LabelPaths.Code)]);
        Assert.Equal(LabelPaths.Code, _sources.Of(s_file));
    }

    [Fact]
    public void Of_ABaitedDirectory_KeepsWhatTheRuleSays()
    {
        _sources.Decoys.Add(1, [Place(DecoyLabels.Baited)]);
        Assert.Equal(DecoyLabels.Baited, _sources.Of(s_file));
        _sources.Ruled[s_file] = s_secret;
        Label both = _sources.Of(s_file)!.Value;
        Assert.Equal((s_secret.Level, s_secret.Gated, s_secret.Grantable), (both.Level, both.Gated, both.Grantable));
        Assert.Equal(KernelAbi.TELOS_LABEL_BAITED, both.Flags);
        _sources.Decoys.Remove(1);
        Assert.Equal(s_secret, _sources.Of(s_file));
        _sources.Ruled.Clear();
        Assert.Null(_sources.Of(s_file));
    }

    public void Dispose() => _sources.Dispose();

    private static LentPlace Place(Label label) =>
        new(s_file, label, new Microsoft.Win32.SafeHandles.SafeFileHandle(-1, ownsHandle: false));
}
