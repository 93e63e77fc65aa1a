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
        string path = Path.Combine(Path.GetTempPath(), $"telos-fifo-{Guid.NewGuid():N}");
        using (Process mkfifo = Process.Start("mkfifo", path))
        {
            mkfifo.WaitForExit();
        }

        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.Equal(Errno.None, OpenPath.TryOpenRead(path, out SafeFileHandle? file));
        Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(5));
        file!.Dispose();
        File.Delete(path);
    }

    private static long FlagsOf(SafeFileHandle file)
    {
        string line = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}")
            .First(text => text.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt64(line["flags:".Length..].Trim(), 8);
    }
}
