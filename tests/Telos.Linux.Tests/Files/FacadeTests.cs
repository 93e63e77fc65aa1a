using Microsoft.Win32.SafeHandles;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Linux.Tests.Files;

public sealed class FacadeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("facade-");

    private string Model => Path.Combine(_directory.FullName, "model");

    private string Copy => Path.Combine(_directory.FullName, "copy");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void TryCreate_OfAModel_LooksLikeItAndSaysSomethingElse()
    {
        using SafeFileHandle model = MakeModel();
        Assert.Equal(Errno.None, Facade.TryCreate(Copy, model, "another"u8));
        Assert.Equal("another", File.ReadAllText(Copy));
        Assert.Equal(File.GetUnixFileMode(Model), File.GetUnixFileMode(Copy));
        Assert.Equal(File.GetLastWriteTimeUtc(Model), File.GetLastWriteTimeUtc(Copy));
    }

    [Fact]
    public void TryCreate_OverAFile_LeavesIt()
    {
        File.WriteAllText(Copy, "somebody's");
        using SafeFileHandle model = MakeModel();
        Assert.Equal(Errno.EEXIST, Facade.TryCreate(Copy, model, "another"u8));
        Assert.Equal("somebody's", File.ReadAllText(Copy));
    }

    [Fact]
    public void Is_OfTheFileAndOfAnother_TellsThemApart()
    {
        using SafeFileHandle model = MakeModel();
        File.CreateSymbolicLink(Copy, Model);
        Assert.True(Facade.Is(Copy, model));
        File.Delete(Copy);
        Assert.False(Facade.Is(Copy, model));
        File.WriteAllText(Copy, File.ReadAllText(Model));
        Assert.False(Facade.Is(Copy, model));
    }

    // By a reference, as the daemon holds it.
    private SafeFileHandle MakeModel()
    {
        File.WriteAllText(Model, "secret");
        File.SetUnixFileMode(Model, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.SetLastWriteTimeUtc(Model, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal(Errno.None, OpenPath.TryOpenPath(Model, out SafeFileHandle? model));
        return model!;
    }
}
