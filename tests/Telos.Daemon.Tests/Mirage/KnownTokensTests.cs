using System.Text;
using Telos.Core.Abi;
using Telos.Core.Mirage;
using Telos.Daemon.Mirage;
using Telos.Linux.Bpf;
using Xunit;

namespace Telos.Daemon.Tests.Mirage;

/// <summary>On a map in this kernel that no program asks.</summary>
public sealed class KnownTokensTests : IDisposable
{
    private const string Token = "AKIAQ3EGLV5RRJ2LXNOM";
    private const string OtherToken = "ZQXWVUTSRPONMLKJHGFE";
    private const uint BPF_F_NO_PREALLOC = 1;
    private const int RoomForOne = 40;

    private readonly List<BpfMapHandle> _handles = [];
    private readonly TokenIndex _index = new();
    private Config _config = new() { Flags = KernelAbi.TELOS_CONFIG_FLOW };

    private bool IsAnnounced => (_config.Flags & KernelAbi.TELOS_CONFIG_TOKENS) != 0;

    [Fact]
    public void Add_PutsEachPieceInTheMapAndSaysThatThereAreSome()
    {
        BpfMap<ulong, uint> map = NewMap();
        Assert.Equal(0, Of(map).Add(7, [Token]));
        Assert.Equal([7u], Owners(map));
        // Python's int("AKIAQ3EGLV5R", 36).
        Assert.True(map.TryGet(1391198542416070911, out _));
        Assert.True(IsAnnounced);
        Assert.NotEqual(0u, _config.Flags & KernelAbi.TELOS_CONFIG_FLOW);
    }

    [Fact]
    public void Retire_OfManyOthers_TakesOnlyItsOwnAndTheFlagWithTheLast()
    {
        BpfMap<ulong, uint> map = NewMap();
        KnownTokens tokens = Of(map);
        tokens.Add(7, [Token]);
        tokens.Add(8, [OtherToken]);
        tokens.Retire(7);
        RetireOthers(tokens, KnownTokens.RetiredMax - 1);
        Assert.Equal([7u, 8u], Owners(map).Order());
        RetireOthers(tokens, 1);
        Assert.Equal([8u], Owners(map));
        Assert.True(IsAnnounced);
        tokens.Retire(8);
        RetireOthers(tokens, KnownTokens.RetiredMax);
        Assert.Empty(map.Keys());
        Assert.False(IsAnnounced);
    }

    [Fact]
    public void Add_OfOneWhoseDecoysWereRemoved_IsNotForgottenInItsTurn()
    {
        BpfMap<ulong, uint> map = NewMap();
        KnownTokens tokens = Of(map);
        tokens.Add(7, [Token]);
        tokens.Retire(7);
        tokens.Add(7, [Token]);
        RetireOthers(tokens, 2 * KnownTokens.RetiredMax);
        Assert.Equal([7u], Owners(map));
    }

    [Fact]
    public void PiecesOf_EveryKindOfDecoy_FitForThreeHundredAgents()
    {
        int pieces = TokenIndex.PiecesOf(DecoyKinds.All.SelectMany(kind => DecoyForge.Make(kind).Tokens)).Distinct().Count();
        Assert.InRange((long)(300 * pieces), 1, (long)KernelAbi.TELOS_TOKEN_PIECES_MAX);
    }

    [Fact]
    public void KeepOnly_TakesOutWhatAnEarlierDaemonLeftOfOthers()
    {
        BpfMap<ulong, uint> map = NewMap();
        KnownTokens earlier = Of(map);
        earlier.Add(7, [Token]);
        earlier.Add(8, [OtherToken]);
        KnownTokens later = Of(map);
        later.KeepOnly([8]);
        Assert.Equal([8u], Owners(map));
        later.Add(8, [OtherToken]);
        later.Retire(8);
        RetireOthers(later, KnownTokens.RetiredMax);
        Assert.Empty(map.Keys());
    }

    [Fact]
    public void Add_ToAFullMap_CountsWhatFoundNoRoomAndTheIndexKnowsItStill()
    {
        BpfMap<ulong, uint> map = NewMap(RoomForOne);
        KnownTokens tokens = Of(map);
        Assert.Equal(0, tokens.Add(7, [Token]));
        int held = map.Keys().Count(), wanted = TokenIndex.PiecesOf([OtherToken]).Distinct().Count();
        Assert.Equal(held + wanted - RoomForOne, tokens.Add(8, [OtherToken]));
        Assert.Equal(8u, _index.Find(Encoding.ASCII.GetBytes(OtherToken)));
        tokens.Retire(8);
        RetireOthers(tokens, KnownTokens.RetiredMax);
        Assert.Equal([7u], Owners(map));
    }

    public void Dispose() => _handles.ForEach(handle => handle.Dispose());

    private static void RetireOthers(KnownTokens tokens, int count)
    {
        for (uint other = 100; other < 100 + count; other++)
        {
            tokens.Retire(other);
        }
    }

    private KnownTokens Of(BpfMap<ulong, uint> map) => new(_index, map, change => _config = change(_config));

    private BpfMap<ulong, uint> NewMap(int entriesMax = 4096)
    {
        BpfMapHandle handle = BpfMapHandle.Create("tokens", new BpfMapShape(
            BpfMapType.BPF_MAP_TYPE_HASH, sizeof(ulong), sizeof(uint), (uint)entriesMax, BPF_F_NO_PREALLOC));
        _handles.Add(handle);
        return new BpfMap<ulong, uint>(handle);
    }

    private static IEnumerable<uint> Owners(BpfMap<ulong, uint> map) =>
        map.Keys().Select(piece => map.TryGet(piece, out uint agent) ? agent : 0).Distinct();
}
