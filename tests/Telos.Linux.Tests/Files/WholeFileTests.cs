using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LengthMax = 100;
    private readonly string _directory = Directory.CreateTempSubdirectory("telos-whole-").FullName;

    private string File1 => Path.Combine(_directory, "file");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Replace_AFileThatIsThere_KeepsItsMode()
    {
        const UnixFileMode Mode = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherWrite;
        File.WriteAllText(File1, "before");
        File.SetUnixFileMode(File1, Mode);
        WholeFile.Replace(File1, [.. "after"u8], OwnerOnly);
        Assert.Equal(("after", Mode), (File.ReadAllText(File1), File.GetUnixFileMode(File1)));
        Assert.Equal([File1], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void Replace_WhatOthersHaveOpen_LeavesThemTheFormerContent()
    {
        File.WriteAllText(File1, "before");
        using StreamReader reader = new(File1);
        WholeFile.Replace(File1, [.. "after"u8], OwnerOnly);
        Assert.Equal(("before", "after"), (reader.ReadToEnd(), File.ReadAllText(File1)));
    }

    [Fact]
    public void Replace_AFileThatIsNotThere_GivesItTheMode()
    {
        WholeFile.Replace(File1, [], OwnerOnly);
        Assert.Equal((0L, OwnerOnly), (new FileInfo(File1).Length, File.GetUnixFileMode(File1)));
    }

    // Only root can give a file away, and so is the one who could take it.
    [Fact]
    public void Replace_AFileOfAnother_KeepsTheOwner()
    {
        Assert.SkipUnless(Privilege.IsRoot, "needs root");
        File.WriteAllText(File1, "before");
        using (System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", ["65534:65533", File1]))
        {
            chown.WaitForExit();
        }

        WholeFile.Replace(File1, [.. "after"u8], OwnerOnly);
        using System.Diagnostics.Process stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%u:%g", File1]) { RedirectStandardOutput = true })!;
        Assert.Equal("65534:65533", stat.StandardOutput.ReadLine());
    }

    [Fact]
    public void Replace_WithoutTheDirectory_ThrowsAndLeavesNothing()
    {
        LinuxException error = Assert.Throws<LinuxException>(
            () => WholeFile.Replace(Path.Combine(_directory, "none", "file"), [1], OwnerOnly));
        Assert.Equal(Errno.ENOENT, error.Error);
    }

    [Fact]
    public void Replace_ADirectory_ThrowsAndLeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(Path.Combine(File1, "x"));
        LinuxException error = Assert.Throws<LinuxException>(() => WholeFile.Replace(File1, [1], OwnerOnly));
        Assert.Equal(Errno.EISDIR, error.Error);
        Assert.Equal([File1], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void TryRead_OverALink_TellsWhereItLeads()
    {
        File.WriteAllText(File1, "content");
        string link = Path.Combine(_directory, "link");
        File.CreateSymbolicLink(link, "file");
        Assert.Equal(Errno.None, WholeFile.TryRead(link, LengthMax, out string real, out byte[]? content));
        Assert.Equal(File1, real);
        Assert.Equal("content"u8.ToArray(), content);
    }

    [Fact]
    public void TryRead_WhatIsNoFileToEdit_GivesTheError()
    {
        File.WriteAllBytes(File1, new byte[LengthMax + 1]);
        Assert.Equal(Errno.EFBIG, WholeFile.TryRead(File1, LengthMax, out _, out _));
        Assert.Equal(Errno.EINVAL, WholeFile.TryRead(_directory, LengthMax, out _, out _));
        Assert.Equal(Errno.EINVAL, WholeFile.TryRead("/dev/null", LengthMax, out _, out _));
        Assert.Equal(Errno.ENOENT, WholeFile.TryRead(File1 + "x", LengthMax, out string real, out byte[]? content));
        Assert.Equal((File1 + "x", null), (real, content));
    }

    [Fact]
    public void Delete_WhatIsNotThere_Throws()
    {
        File.WriteAllText(File1, "");
        WholeFile.Delete(File1);
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => WholeFile.Delete(File1)).Error);
    }

    [Fact]
    public void MakeDirectory_MakesThoseAboveForTheOwnerAlone()
    {
        string below = Path.Combine(_directory, "a", "b");
        Assert.True(PrivateDirectory.Make(below));
        Assert.False(PrivateDirectory.Make(below));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_directory, "a")));
        Assert.False(PrivateDirectory.TryRemove(Path.Combine(_directory, "a")));
        Assert.True(PrivateDirectory.TryRemove(below));
    }
}
