using Telos.Linux.Attempts;
using Xunit;

namespace Telos.Linux.Tests.Attempts;

public sealed class FileAttemptTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("telos-attempts-").FullName;
    private readonly string _file;

    public FileAttemptTests()
    {
        _file = Path.Combine(_directory, "file");
        File.WriteAllText(_file, "text");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void WhatGoesThrough_IsUndone()
    {
        string other = Path.Combine(_directory, "other");
        UnixFileMode mode = File.GetUnixFileMode(_file);
        Assert.Equal(Errno.None, FileAttempt.Create(other));
        Assert.Equal(Errno.None, FileAttempt.MakeDirectory(other));
        Assert.Equal(Errno.None, FileAttempt.Link(_file, other));
        Assert.Equal(Errno.None, FileAttempt.LinkTo("anything", other));
        Assert.Equal(Errno.None, FileAttempt.Rename(_file, other));
        Assert.Equal(Errno.None, FileAttempt.ChangeMode(_file, (int)UnixFileMode.UserRead, (int)mode));
        Assert.Equal(Errno.None, MemoryAttempt.OwnFile(other));
        Assert.Equal([_file], Directory.GetFileSystemEntries(_directory));
        Assert.Equal(mode, File.GetUnixFileMode(_file));
    }

    [Fact]
    public void OpenedToWrite_NothingIsWritten()
    {
        Assert.Equal(Errno.None, FileAttempt.Write(_file));
        Assert.Equal(Errno.None, FileAttempt.ReadAndWrite(_file));
        Assert.Equal(Errno.None, FileAttempt.Read(_file));
        Assert.Equal(Errno.None, FileAttempt.ReadByOpenat2(_file));
        Assert.Equal(Errno.None, FileAttempt.Reopen(_file));
        Assert.Equal("text", File.ReadAllText(_file));
    }

    [Fact]
    public void WhatFails_TellsTheKernelsError()
    {
        string none = Path.Combine(_directory, "none", "file");
        Assert.Equal(Errno.ENOENT, FileAttempt.Read(none));
        Assert.Equal(Errno.ENOENT, FileAttempt.ReadByOpenat2(none));
        Assert.Equal(Errno.ENOENT, FileAttempt.Reopen(none));
        Assert.Equal(Errno.ENOENT, FileAttempt.Create(none));
        Assert.Equal(Errno.EEXIST, FileAttempt.Create(_file));
        Assert.Equal(Errno.EEXIST, FileAttempt.LinkTo("anything", _file));
        Assert.Equal(Errno.EINVAL, FileAttempt.ReadLink(_file));
        Assert.Equal("text", File.ReadAllText(_file));
    }
}
