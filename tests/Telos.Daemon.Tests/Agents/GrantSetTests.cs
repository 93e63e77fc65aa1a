using System.Net;
using Telos.Core.Abi;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Daemon.Tests.Gates;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class GrantSetTests
{
    private const uint OtherAgent = 99;

    [Fact]
    public void Write_PutsEachGrantUnderAgentAndGeneration()
    {
        using KernelGates gates = new();
        GrantSet grants = Grants();
        grants.Write(gates.Maps);
        Assert.True(grants.HasFileGrants);

        FileKey program = new() { AgentId = 7, Generation = 2, File = File(1).File };
        Assert.True(gates.Maps.ExecGrants.TryGet(program, out ExecGrant exec));
        Assert.Equal((500UL, 77UL, 0u), (exec.ExpiresNs, exec.CtimeNs, exec.Flags));
        Assert.True(gates.Maps.NetGrants.TryGet(Destination(7, 2), out NetGrant net));
        Assert.Equal(500UL, net.ExpiresNs);
        FileKey path = new() { AgentId = 7, Generation = 2, File = File(2).File };
        Assert.True(gates.Maps.FileGrants.TryGet(path, out FileGrant file));
        Assert.Equal((500UL, 1u), (file.ExpiresNs, file.Access));
    }

    [Fact]
    public void Add_OfGrantsWithEndsOfTheirOwn_EndsEachThen()
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        BoundPolicy policy = new();
        policy.Programs.Add(new BoundProgram(File(1), 0, 0, "/a", UntilNs: 300));
        policy.Programs.Add(new BoundProgram(File(2), 0, 0, "/b", UntilNs: 900));
        policy.Paths.Add(new BoundPath(File(3), 1, ulong.MaxValue, "/c"));
        policy.Paths.Add(new BoundPath(File(3), 2, 300, "/c"));
        policy.Destinations.Add(new BoundDestination(Destination(0, 0), ulong.MaxValue));
        policy.Destinations.Add(new BoundDestination(Destination(0, 0), 300));
        grants.Add(policy, 500);
        grants.Write(gates.Maps);

        Assert.True(gates.Maps.ExecGrants.TryGet(KeyOf(1), out ExecGrant shorter));
        Assert.True(gates.Maps.ExecGrants.TryGet(KeyOf(2), out ExecGrant longer));
        Assert.Equal((300UL, 500UL), (shorter.ExpiresNs, longer.ExpiresNs));
        Assert.True(gates.Maps.FileGrants.TryGet(KeyOf(3), out FileGrant path));
        Assert.Equal((300UL, 3u), (path.ExpiresNs, path.Access));
        Assert.True(gates.Maps.NetGrants.TryGet(Destination(7, 2), out NetGrant destination));
        Assert.Equal(500UL, destination.ExpiresNs);
    }

    [Fact]
    public void Add_OfScripts_ChainsTheirParts()
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        BoundPolicy policy = new();
        string first = new('a', 32);
        policy.Scripts.AddRange([new BoundScript(17, first + "b"), new BoundScript(17, first), new BoundScript(16, "c.sh")]);
        grants.Add(policy, 500);
        grants.Write(gates.Maps);

        Assert.True(gates.Maps.Scripts.TryGet(Part(17 << 24, first), out uint after));
        Assert.True(gates.Maps.Scripts.TryGet(Part(after, "b"), out _));
        Assert.True(gates.Maps.Scripts.TryGet(Part(after, ""), out _));
        Assert.True(gates.Maps.Scripts.TryGet(Part(16 << 24, "c.sh"), out _));
        Assert.False(gates.Maps.Scripts.TryGet(Part(17 << 24, "c.sh"), out _));
        Assert.False(gates.Maps.Scripts.TryGet(Part(after, "c.sh"), out _));
        grants.Delete(gates.Maps);
        Assert.Empty(gates.Maps.Scripts.Keys());

        static ScriptKey Part(uint part, string text)
        {
            ScriptKey key = new() { AgentId = 7, Generation = 2, Part = part };
            System.Text.Encoding.ASCII.GetBytes(text, key.Text);
            return key;
        }
    }

    [Fact]
    public void Delete_TakesOutItsOwnGenerationOnly()
    {
        using KernelGates gates = new();
        GrantSet old = Grants(generation: 1);
        old.Write(gates.Maps);
        Grants().Write(gates.Maps);
        old.Delete(gates.Maps);
        Assert.Equal([2u], gates.Maps.ExecGrants.Keys().Select(key => key.Generation));
        Assert.Equal([2u], gates.Maps.NetGrants.Keys().Select(key => key.Generation));
        Assert.Equal([2u], gates.Maps.FileGrants.Keys().Select(key => key.Generation));
    }

    [Fact]
    public void Write_WhenAMapIsFull_ThrowsAndLeavesNothingBehind()
    {
        using KernelGates gates = new();
        Grants(generation: 1).Write(gates.Maps);
        Fill(gates.Maps, free: 1);
        GrantSet grants = Grants();
        grants.AddPath(File(3), 500, 1);

        DaemonException error = Assert.Throws<DaemonException>(() => grants.Write(gates.Maps));
        Assert.Equal(
            "map telos_file_grants is full: end agents that are no longer needed (telos status lists them)", error.Message);
        Assert.Equal([1u], gates.Maps.ExecGrants.Keys().Select(key => key.Generation));
        Assert.Equal([1u], gates.Maps.NetGrants.Keys().Select(key => key.Generation));
        Assert.Equal([1u], gates.Maps.FileGrants.Keys().Where(key => key.AgentId == 7).Select(key => key.Generation));

        // What it took back is free again.
        Grants().Write(gates.Maps);
    }

    [Fact]
    public void AddProgram_GrantedForTheLaunchAndForTheIntent_IsGrantedForTheIntent()
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        grants.AddProgram(File(1), 500, KernelAbi.TELOS_EXEC_LAUNCH);
        grants.AddProgram(File(1), 600, 0);
        grants.AddProgram(File(1), 500, KernelAbi.TELOS_EXEC_LAUNCH);
        grants.Write(gates.Maps);
        FileKey program = Assert.Single(gates.Maps.ExecGrants.Keys());
        Assert.True(gates.Maps.ExecGrants.TryGet(program, out ExecGrant exec));
        Assert.Equal((600UL, 0u), (exec.ExpiresNs, exec.Flags));
    }

    [Fact]
    public void AddProgram_GrantedTwice_KeepsItsJustInTimeCompiler()
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        grants.AddProgram(File(1), 500, KernelAbi.TELOS_EXEC_LAUNCH | KernelAbi.TELOS_EXEC_JIT);
        grants.AddProgram(File(1), 600, 0);
        grants.AddProgram(File(2), 600, 0);
        grants.AddProgram(File(2), 500, KernelAbi.TELOS_EXEC_LAUNCH | KernelAbi.TELOS_EXEC_JIT);
        grants.AddProgram(File(3), 500, KernelAbi.TELOS_EXEC_LAUNCH);
        grants.Write(gates.Maps);
        Dictionary<ulong, (ulong, uint)> found = [];
        foreach (FileKey key in gates.Maps.ExecGrants.Keys())
        {
            Assert.True(gates.Maps.ExecGrants.TryGet(key, out ExecGrant exec));
            found.Add(key.File.Inode, (exec.ExpiresNs, exec.Flags));
        }

        Assert.Equal((600UL, KernelAbi.TELOS_EXEC_JIT), found[1]);
        Assert.Equal((600UL, KernelAbi.TELOS_EXEC_JIT), found[2]);
        Assert.Equal((500UL, KernelAbi.TELOS_EXEC_LAUNCH), found[3]);
    }

    [Theory]
    [InlineData(0u, 4u, 0u, 0u, 4u)]
    [InlineData(0u, 0u, 0u, 4u, 4u)]
    [InlineData(0u, 4u, 0u, 5u, 4u)]
    [InlineData(KernelAbi.TELOS_EXEC_LAUNCH, 0u, 0u, 4u, 4u)]
    [InlineData(0u, 0u, KernelAbi.TELOS_EXEC_LAUNCH, 4u, 0u)]
    [InlineData(0u, 4u, KernelAbi.TELOS_EXEC_LAUNCH, 0u, 4u)]
    public void AddProgram_GrantedTwice_KeepsTheArgumentsThatAreRefused(
        uint flags, uint arguments, uint laterFlags, uint laterArguments, uint kept)
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        grants.AddProgram(File(1), 500, flags, arguments);
        grants.AddProgram(File(1), 500, laterFlags, laterArguments);
        grants.Write(gates.Maps);
        FileKey program = Assert.Single(gates.Maps.ExecGrants.Keys());
        Assert.True(gates.Maps.ExecGrants.TryGet(program, out ExecGrant exec));
        Assert.Equal(kept, exec.Arguments);
    }

    [Fact]
    public void AddPath_OfOneFileByTwoNames_AddsTheAccessesUp()
    {
        using KernelGates gates = new();
        GrantSet grants = new(7, 2);
        grants.AddPath(File(2), 500, KernelAbi.TELOS_ACCESS_READ);
        grants.AddPath(File(2), 500, KernelAbi.TELOS_ACCESS_WRITE);
        grants.Write(gates.Maps);
        FileKey path = Assert.Single(gates.Maps.FileGrants.Keys());
        Assert.True(gates.Maps.FileGrants.TryGet(path, out FileGrant file));
        Assert.Equal(3u, file.Access);
    }

    private static GrantSet Grants(uint generation = 2)
    {
        GrantSet grants = new(7, generation);
        grants.AddProgram(File(1), 500, 0);
        grants.AddDestination(Destination(0, 0), 500);
        grants.AddPath(File(2), 500, KernelAbi.TELOS_ACCESS_READ);
        return grants;
    }

    private static OpenFile File(ulong inode) => new()
    {
        File = new FileId { Inode = inode, Device = 2, Generation = 3 },
        CtimeNs = 77,
    };

    private static NetKey Destination(uint agentId, uint generation)
    {
        NetKey key = new() { AgentId = agentId, Generation = generation, Port = 443, Protocol = 6 };
        HostAddresses.WriteMapped(IPAddress.Parse("192.0.2.1"), key.Address);
        return key;
    }

    private static void Fill(GateMaps maps, int free)
    {
        FileKey key = new() { AgentId = OtherAgent };
        while (maps.FileGrants.TrySet(key, default) == Errno.None)
        {
            key.File.Inode++;
        }

        for (int i = 0; i < free; i++)
        {
            key.File.Inode--;
            maps.FileGrants.Delete(key);
        }
    }

    private static FileKey KeyOf(uint number) => new() { AgentId = 7, Generation = 2, File = File(number).File };
}
