using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

public sealed class TwoSlotFileTests : IDisposable
{
    private const int SecondSlot = 1 << 20;

    private readonly string _directory = Directory.CreateTempSubdirectory("telos-linux-").FullName;

    private string File => Path.Combine(_directory, "file");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_OfOneVersionAfterTheOther_LeavesTheLast()
    {
        for (ulong version = 0; version < 5; version++)
        {
            byte[] content = [.. Enumerable.Repeat((byte)version, 100 - (int)version)];
            TwoSlotFile.Write(File, version, content);
            Assert.Equal(Errno.None, TwoSlotFile.TryRead(File, out ulong read, out byte[]? found));
            Assert.Equal(version, read);
            Assert.Equal(content, found);
        }
    }

    // The writer may have been killed after any octet of it.
    [Fact]
    public void TryRead_OfAVersionThatIsNotWhole_GivesTheOneBefore()
    {
        TwoSlotFile.Write(File, 2, "earlier"u8);
        TwoSlotFile.Write(File, 3, "later one"u8);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int octet = SecondSlot; octet < whole.Length; octet++)
        {
            byte[] torn = [.. whole];
            torn[octet] ^= 1;
            System.IO.File.WriteAllBytes(File, torn);
            Assert.Equal(Errno.None, TwoSlotFile.TryRead(File, out _, out byte[]? found));
            Assert.Equal("earlier"u8, found!);
            System.IO.File.WriteAllBytes(File, whole[..octet]);
            Assert.Equal(Errno.None, TwoSlotFile.TryRead(File, out _, out found));
            Assert.Equal("earlier"u8, found!);
        }

        System.IO.File.WriteAllBytes(File, whole);
        Assert.Equal(Errno.None, TwoSlotFile.TryRead(File, out _, out byte[]? last));
        Assert.Equal("later one"u8, last!);
    }

    [Fact]
    public void TryRead_OfNoVersion_IsAnError()
    {
        Assert.Equal(Errno.ENOENT, TwoSlotFile.TryRead(File, out _, out _));
        System.IO.File.WriteAllBytes(File, new byte[2 * SecondSlot]);
        Assert.Equal(Errno.EBADMSG, TwoSlotFile.TryRead(File, out _, out _));
    }

    [Fact]
    public void Write_OfTooMuch_LeavesTheVersionBefore()
    {
        TwoSlotFile.Write(File, 0, []);
        LinuxException error = Assert.Throws<LinuxException>(
            () => TwoSlotFile.Write(File, 1, new byte[TwoSlotFile.ContentBytesMax + 1]));
        Assert.Equal(Errno.EFBIG, error.Error);
        Assert.Equal(Errno.None, TwoSlotFile.TryRead(File, out _, out byte[]? found));
        Assert.Empty(found!);
    }
}
