using Telos.Linux.Memory;
using Xunit;

namespace Telos.Linux.Tests.Memory;

public sealed class MappedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Open_File_HasItsContentAlsoAfterItWasReplaced()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(_path, content);
        MappedFile mapped = MappedFile.Open(_path);
        File.WriteAllText(_path + ".new", "another");
        File.Move(_path + ".new", _path, overwrite: true);

        Assert.Equal(content, mapped.Memory.ToArray());
        ((IDisposable)mapped).Dispose();
    }

    [Fact]
    public void Open_EmptyFile_IsNoMemory() => Assert.True(MappedFile.Open(_path).Memory.IsEmpty);

    [Fact]
    public void Open_NoFile_Throws() => Assert.Throws<FileNotFoundException>(() => MappedFile.Open(_path + ".none"));

    [Fact]
    public void Open_Directory_Throws() =>
        Assert.ThrowsAny<Exception>(() => MappedFile.Open(Path.GetTempPath()));
}
