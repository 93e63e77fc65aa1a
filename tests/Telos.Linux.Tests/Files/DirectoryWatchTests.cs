using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

/// <summary>The kernel queues an event before the call that causes it returns, so no test has to wait.</summary>
public sealed class DirectoryWatchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("telos-watch-").FullName;
    private readonly DirectoryWatch _watch = new();

    public void Dispose()
    {
        _watch.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Wait_AfterAFileIsMadeRenamedOrDeleted_IsTrueOnce()
    {
        Assert.Equal(Errno.None, _watch.Add(_root));
        _ = Told();
        File.WriteAllText($"{_root}/file", "");
        Assert.True(Told());
        File.Move($"{_root}/file", $"{_root}/other");
        Assert.True(Told());
        File.Delete($"{_root}/other");
        Assert.True(Told());
        Assert.False(Told());
    }

    [Theory]
    [InlineData("none", Errno.ENOENT)]
    [InlineData("file", Errno.ENOTDIR)]
    public void Add_OfNoDirectory_GivesTheError(string name, Errno expected)
    {
        File.WriteAllText($"{_root}/file", "");
        Assert.Equal(expected, _watch.Add($"{_root}/{name}"));
    }

    [Fact]
    public void Add_OfTheSameDirectoryAgain_KeepsItsWatch()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Errno.None, _watch.Add(_root));
            _watch.ForgetOthers();
        }

        _ = Told();
        File.WriteAllText($"{_root}/file", "");
        Assert.True(Told());
        Assert.False(Told());
    }

    [Fact]
    public void Add_AfterARenameAway_FollowsTheNewDirectoryAndForgetsTheOld()
    {
        Directory.CreateDirectory($"{_root}/home");
        _watch.Add(_root);
        _watch.Add($"{_root}/home");
        _watch.ForgetOthers();
        _ = Told();

        Directory.Move($"{_root}/home", $"{_root}/away");
        Assert.True(Told());
        Directory.CreateDirectory($"{_root}/home");
        Assert.True(Told());

        _watch.Add(_root);
        _watch.Add($"{_root}/home");
        _watch.ForgetOthers();
        Assert.False(Told());
        File.WriteAllText($"{_root}/away/file", "");
        Assert.False(Told());
        File.WriteAllText($"{_root}/home/file", "");
        Assert.True(Told());
    }

    // fs/notify/inotify: 128 instances a user by default.
    [Fact]
    public void Add_OfMoreDirectoriesThanThereMayBeInstances_TellsOfEach()
    {
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(Errno.None, _watch.Add(Directory.CreateDirectory($"{_root}/{i}").FullName));
        }

        _ = Told();
        File.WriteAllText($"{_root}/299/file", "");
        Assert.True(Told());
    }

    [Fact]
    public void Wait_AfterMoreEventsThanOneReadHolds_HasReadThemAll()
    {
        _watch.Add(_root);
        for (int i = 0; i < 2000; i++)
        {
            File.WriteAllText($"{_root}/{i}", "");
        }

        Assert.True(Told());
        Assert.False(Told());
    }

    [Fact]
    public void Stop_EndsTheWaitOfAnotherThread()
    {
        bool? result = null;
        Thread waiter = new(() => result = _watch.Wait());
        waiter.Start();
        _watch.Stop();
        Assert.True(waiter.Join(TimeSpan.FromSeconds(10)));
        Assert.False(result);
    }

    private bool Told() => _watch.Wait(timeoutMs: 0);
}
