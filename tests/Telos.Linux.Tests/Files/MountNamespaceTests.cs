using System.Diagnostics;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

/// <summary>In a namespace that a child has for itself (unshare(1)).</summary>
public sealed class MountNamespaceTests : IDisposable
{
    private const int StartMs = 5_000;

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
        string space = Begin();
        Assert.Contains(_child.Id, MountNamespace.Members(space));
        Assert.DoesNotContain(Environment.ProcessId, MountNamespace.Members(space));

        Assert.Equal(Errno.None, Put());
        Assert.Equal("a story", File.ReadAllText(Inside));
        Assert.Equal("real", File.ReadAllText(Secret));
        Assert.Equal(Errno.EEXIST, Put());
        Assert.NotEqual(space, MountNamespace.Of(Environment.ProcessId));

        Assert.Equal(Errno.None, Take());
        Assert.Equal("real", File.ReadAllText(Inside));
        Assert.Equal(Errno.ENOENT, Take());
    }

    [Fact]
    public void TryCover_OverALinkOrNothing_DoesNothing()
    {
        Begin();
        File.Delete(Secret);
        Assert.Equal(Errno.ENOENT, Put());
        File.CreateSymbolicLink(Secret, Cover);
        Assert.Equal(Errno.EPERM, Put());
    }

    // The child's own, as soon as it has one.
    private string Begin()
    {
        File.WriteAllText(Secret, "real");
        File.WriteAllText(Cover, "a story");
        string? own = MountNamespace.Of(Environment.ProcessId);
        Assert.True(SpinWait.SpinUntil(
            () => MountNamespace.Of(_child.Id) is string space && space != own, StartMs), "it has no namespace of its own");
        return MountNamespace.Of(_child.Id)!;
    }

    private Errno Put() => MountNamespace.TryCover(_child.Id, _directory.FullName, "secret", Uid, Cover);

    private Errno Take() => MountNamespace.TryUncover(_child.Id, _directory.FullName, "secret", Uid, Cover);

    private static uint Uid => 0;
}
