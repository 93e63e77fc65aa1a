using System.Diagnostics;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

/// <summary>In a namespace that a child has for itself (unshare(1)).</summary>
public sealed class MountNamespaceTests : IDisposable
{
    private const int StartMs = 5_000;
    private const uint Root = 0;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mounts-");
    private readonly Process _child = Process.Start("unshare", ["--mount", "--propagation", "slave", "sleep", "60"]);

    private string Secret => Path.Combine(_directory.FullName, "secret");

    private string Cover => Path.Combine(_directory.FullName, "cover");

    private string Inside => $"/proc/{_child.Id}/root{Secret}";

    public void Dispose()
    {
        _child.Kill();
        _child.WaitForExit();
        _child.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void TryCover_InAnotherNamespace_IsSeenThereAlone()
    {
        MountNamespace own = Begin();
        Assert.Contains(_child.Id, own.Members());
        Assert.DoesNotContain(Environment.ProcessId, own.Members());

        Assert.Equal(Errno.None, Put(own));
        Assert.Equal("a story", File.ReadAllText(Inside));
        Assert.Equal("real", File.ReadAllText(Secret));
        Assert.Equal(Errno.EEXIST, Put(own));
        Assert.False(own.Has(Environment.ProcessId));

        Assert.Equal(Errno.None, Take(own));
        Assert.Equal("real", File.ReadAllText(Inside));
        Assert.Equal(Errno.ENOENT, Take(own));
    }

    [Fact]
    public void TryCover_OverALinkOrNothing_DoesNothing()
    {
        MountNamespace own = Begin();
        File.Delete(Secret);
        Assert.Equal(Errno.ENOENT, Put(own));
        File.CreateSymbolicLink(Secret, Cover);
        Assert.Equal(Errno.EPERM, Put(own));
    }

    [Fact]
    public void TryCover_WhereTheNumberIsAnothersByNow_DoesNothing()
    {
        MountNamespace own = Begin();
        Assert.Equal(Errno.ESRCH, Put(own with { Pid = Environment.ProcessId }));
        Assert.Equal("real", File.ReadAllText(Secret));
        Assert.Equal("real", File.ReadAllText(Inside));
    }

    // The child's own, as soon as it has one.
    private MountNamespace Begin()
    {
        File.WriteAllText(Secret, "real");
        File.WriteAllText(Cover, "a story");
        MountNamespace ours = MountNamespace.Of(Environment.ProcessId)!;
        Assert.True(SpinWait.SpinUntil(() => !ours.Has(_child.Id), StartMs), "it has no namespace of its own");
        return MountNamespace.Of(_child.Id)!;
    }

    private Errno Put(MountNamespace own) => own.TryCover(_directory.FullName, "secret", Root, Cover);

    private Errno Take(MountNamespace own) => own.TryUncover(_directory.FullName, "secret", Root, Cover);
}
