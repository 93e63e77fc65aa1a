using System.Text;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

public sealed class PlantedFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly DateTime s_written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly string _root = Directory.CreateTempSubdirectory("planted").FullName;

    [Fact]
    public void TryCreate_InADirectoryOfTheUsers_IsTheUsersFile()
    {
        Directory.CreateDirectory(Path.Combine(_root, "below"));
        Assert.Equal(Errno.None, Create("below/key"));
        string path = Path.Combine(_root, "below/key");
        Assert.Equal("content", File.ReadAllText(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        Assert.Equal(s_written, File.GetLastWriteTimeUtc(path));
        Assert.Equal(Errno.None, OpenPath.TryOpenPath(path, out var file));
        using (file)
        {
            Assert.Equal(Errno.None, OpenPath.TryOwner(file!, out uint owner));
            Assert.Equal(0u, owner);
        }

        Assert.Equal(Errno.None, PlantedFile.TryDelete(_root, "below/key", 0));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void TryCreate_WhereTheNameIsTaken_LeavesWhatIsThere()
    {
        File.WriteAllText(Path.Combine(_root, "key"), "mine");
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "nowhere");
        Assert.Equal(Errno.EEXIST, Create("key"));
        Assert.Equal(Errno.EEXIST, Create("link"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_root, "key")));
        Assert.False(File.Exists(Path.Combine(_root, "nowhere")));
    }

    [Fact]
    public void TryCreate_WithoutTheDirectory_MakesNone()
    {
        Assert.Equal(Errno.ENOENT, Create("below/key"));
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    // A link of the user's leads to somewhere below the home, or nowhere.
    [Fact]
    public void TryCreate_ThroughALinkThatLeadsOut_StaysInside()
    {
        string outside = Directory.CreateTempSubdirectory("outside").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(_root, "absolute"), outside);
            File.CreateSymbolicLink(Path.Combine(_root, "upwards"), "../" + Path.GetFileName(outside));
            Assert.Equal(Errno.ENOENT, Create("absolute/key"));
            Assert.Equal(Errno.ENOENT, Create("upwards/key"));
            File.WriteAllText(Path.Combine(outside, "key"), "somebody's");
            Assert.NotEqual(Errno.None, PlantedFile.TryDelete(_root, "absolute/key", 0));
            Assert.NotEqual(Errno.None, PlantedFile.TryDelete(_root, "upwards/key", 0));
            Assert.True(File.Exists(Path.Combine(outside, "key")));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void TryCreate_InADirectoryOfSomebodyElse_IsRefused()
    {
        Assert.Equal(Errno.EPERM, PlantedFile.TryCreate(_root, "key", (1000, 1000), OwnerOnly, "x"u8, s_written));
        Assert.Equal(Errno.EPERM, PlantedFile.TryDelete(_root, "key", 1000));
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void TryOpen_OfTheFileItself_IsIt_AndOfALinkOrADirectoryNothing()
    {
        Assert.Equal(Errno.None, Create("key"));
        Assert.Equal(Errno.None, PlantedFile.TryOpen(_root, "key", 0, out var file));
        using (file)
        {
            Assert.Equal("content", File.ReadAllText(OpenPath.LinkTo(file!)));
        }

        File.CreateSymbolicLink(Path.Combine(_root, "link"), "key");
        Directory.CreateDirectory(Path.Combine(_root, "directory"));
        Assert.Equal(Errno.EPERM, PlantedFile.TryOpen(_root, "link", 0, out file));
        Assert.Null(file);
        Assert.Equal(Errno.EPERM, PlantedFile.TryOpen(_root, "directory", 0, out _));
        Assert.Equal(Errno.EPERM, PlantedFile.TryOpen(_root, "key", 1000, out _));
        Assert.Equal(Errno.ENOENT, PlantedFile.TryOpen(_root, "nothing", 0, out _));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private Errno Create(string path) =>
        PlantedFile.TryCreate(_root, path, (0, 0), OwnerOnly, Encoding.UTF8.GetBytes("content"), s_written);
}
