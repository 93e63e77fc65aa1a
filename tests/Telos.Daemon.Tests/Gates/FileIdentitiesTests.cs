using Telos.Core.Abi;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class FileIdentitiesTests
{
    [Fact]
    public void Resolve_OfOneFileByTwoNames_IsTheSameFile()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string path = temp.Write("a", "");
        File.CreateSymbolicLink(temp.File("b"), path);
        OpenFile?[] files = gates.Identities.Resolve([path, temp.File("b"), temp.Write("c", ""), temp.File("none")]);
        Assert.Equal(files[0]!.Value.File, files[1]!.Value.File);
        Assert.NotEqual(files[0]!.Value.File, files[2]!.Value.File);
        Assert.Null(files[3]);
    }

    [Fact]
    public void Resolve_OfAFileThatWasReplaced_IsAnotherFile()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string path = temp.Write("a", "");
        OpenFile before = gates.Identities.Resolve(path)!.Value;
        File.Move(temp.Write("b", ""), path, overwrite: true);
        Assert.NotEqual(before.File, gates.Identities.Resolve(path)!.Value.File);
    }

    [Fact]
    public void Resolve_OfAFileThatWasRewritten_HasAnotherChangeTime()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string path = temp.Write("a", "");
        OpenFile before = gates.Identities.Resolve(path)!.Value;
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        SpinWait.SpinUntil(() =>
        {
            File.AppendAllText(path, "x");
            return gates.Identities.Resolve(path)!.Value.CtimeNs != before.CtimeNs;
        });
        Assert.Equal(before.File, gates.Identities.Resolve(path)!.Value.File);
    }

    // From 6.13 on the kernel notes beside the change time that it was asked for.
    [Fact]
    public void Resolve_OfAFileThatSomebodyLookedAt_HasTheChangeTimeThatEverybodySees()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string path = temp.Write("a", "");
        ulong before = gates.Identities.Resolve(path)!.Value.CtimeNs;
        ulong told = new PathWitness(path).Stamp.CtimeNs;
        Assert.Equal(told, before);
        Assert.Equal(told, gates.Identities.Resolve(path)!.Value.CtimeNs);
    }

    [Fact]
    public void Resolve_OfMoreThanABatch_FindsEach()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string[] paths = [.. Enumerable.Range(0, 600).Select(i => temp.Write($"{i}", ""))];
        OpenFile?[] files = gates.Identities.Resolve(paths);
        Assert.Equal(600, files.Select(file => file!.Value.File.Inode).Distinct().Count());
    }
}
