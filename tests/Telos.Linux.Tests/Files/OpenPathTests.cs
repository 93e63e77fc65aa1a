using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

public sealed class OpenPathTests
{
    [Fact]
    public void TryOpenRead_OfAFile_ReadsIt()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "content");
        Assert.Equal(Errno.None, OpenPath.TryOpenRead(path, out SafeFileHandle? file));
        byte[] bytes = new byte[16];
        Assert.Equal(7, RandomAccess.Read(file!, bytes, 0));
        file!.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void TryOpenPath_GivesAReferenceThatCannotBeRead()
    {
        Assert.Equal(Errno.None, OpenPath.TryOpenPath("/etc/passwd", out SafeFileHandle? file));
        using SafeFileHandle reference = file!;
        long flags = FlagsOf(reference);
        const long O_PATH = 0x200000;
        const long O_CLOEXEC = 0x80000;
        Assert.Equal(O_PATH | O_CLOEXEC, flags & (O_PATH | O_CLOEXEC));
    }

    [Theory]
    [InlineData("/nonexistent/file", Errno.ENOENT)]
    [InlineData("/etc/passwd/file", Errno.ENOTDIR)]
    [InlineData("", Errno.ENOENT)]
    [InlineData("/etc/passwd\0.txt", Errno.EINVAL)]
    public void TryOpen_OfWhatIsNotThere_GivesTheError(string path, Errno expected)
    {
        Assert.Equal(expected, OpenPath.TryOpenRead(path, out SafeFileHandle? read));
        Assert.Equal(expected, OpenPath.TryOpenPath(path, out SafeFileHandle? reference));
        Assert.Null(read);
        Assert.Null(reference);
    }

    [Fact]
    public void TryOpenRead_OfAFifoWithoutAWriter_DoesNotBlock()
    {
        string path = NewFifo();
        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.Equal(Errno.None, OpenPath.TryOpenRead(path, out SafeFileHandle? file));
        Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(5));
        file!.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void TryOpenRegular_OfAFileOrALinkToOne_ReadsIt()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("telos-regular-");
        string path = Path.Combine(directory.FullName, "file");
        string link = Path.Combine(directory.FullName, "link");
        File.WriteAllText(path, "content");
        File.CreateSymbolicLink(link, path);
        foreach (string name in new[] { path, link })
        {
            Assert.Equal(Errno.None, OpenPath.TryOpenRegular(name, out SafeFileHandle? file));
            byte[] bytes = new byte[16];
            Assert.Equal(7, RandomAccess.Read(file!, bytes, 0));
            file!.Dispose();
        }

        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/dev/null", Errno.EINVAL)]
    [InlineData("/etc", Errno.EINVAL)]
    [InlineData("/nonexistent/file", Errno.ENOENT)]
    public void TryOpenRegular_OfSomethingElse_GivesTheError(string path, Errno expected)
    {
        Assert.Equal(expected, OpenPath.TryOpenRegular(path, out SafeFileHandle? file));
        Assert.Null(file);
    }

    [Fact]
    public void TryOpenRegular_OfAFifo_OpensNothing()
    {
        string path = NewFifo();
        Assert.Equal(Errno.EINVAL, OpenPath.TryOpenRegular(path, out SafeFileHandle? file));
        Assert.Null(file);
        File.Delete(path);
    }

    // Owners as base-files of Debian makes them.
    [Fact]
    public void TryOwner_OfAReference_GivesTheUserOfTheFile()
    {
        Assert.Equal(Errno.None, OpenPath.TryOpenPath("/etc/passwd", out SafeFileHandle? file));
        using SafeFileHandle reference = file!;
        Assert.Equal(Errno.None, OpenPath.TryOwner(reference, out uint uid));
        Assert.Equal(0u, uid);
    }

    private static string NewFifo()
    {
        string path = Path.Combine(Path.GetTempPath(), $"telos-fifo-{Guid.NewGuid():N}");
        using Process mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
        return path;
    }

    private static long FlagsOf(SafeFileHandle file)
    {
        string line = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}")
            .First(text => text.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt64(line["flags:".Length..].Trim(), 8);
    }
}
