using Telos.Core.Containers;
using Xunit;

namespace Telos.Core.Tests.Containers;

public sealed class ContainerDeclarationTests
{
    private const string Directory = "/run/telos/containers";

    [Theory]
    [InlineData("list files")]
    [InlineData("read files\nand run sleep\n")]
    public void Read_OfWhatWasWritten_IsTheSame(string intent)
    {
        ContainerDeclaration written = new(intent, "90s");
        Assert.Equal(written, ContainerDeclaration.Read(written.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("list files")]
    [InlineData("90s\n")]
    [InlineData("\nlist files")]
    public void Read_OfAnythingElse_IsNone(string text) => Assert.Null(ContainerDeclaration.Read(text));

    [Theory]
    [InlineData("proc /run/telos/containers/1 /var/lib/docker/hosts", "/run/telos/containers/1")]
    [InlineData("proc /run/telos/containers", null)]
    [InlineData("/run/telos/containers/1/2 /run/telos/agent.sock", null)]
    [InlineData("/var/lib/docker/volumes/run/telos/containers/1", null)]
    [InlineData("/run/telos/containers/../agent.sock", null)]
    [InlineData("/run/telos/containers/1 /run/telos/containers/2", null)]
    public void FileAmong_Mounts_IsTheOnlyOneThatLiesThere(string sources, string? file) =>
        Assert.Equal(file, ContainerDeclaration.FileAmong(sources.Split(' '), Directory));
}
