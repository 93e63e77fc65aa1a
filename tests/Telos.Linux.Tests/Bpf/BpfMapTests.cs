using System.Runtime.InteropServices;
using Telos.Linux.Bpf;
using Xunit;

namespace Telos.Linux.Tests.Bpf;

public sealed class BpfMapTests
{
    private static readonly BpfMapShape s_hashOfTwo = new(BpfMapType.BPF_MAP_TYPE_HASH, 8, 12, 2);

    [Fact]
    public void Set_ThenTryGet_RoundTrips()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        Assert.False(map.TryGet(new Key(1, 2), out _));
        map.Set(new Key(1, 2), new Value(3, 4, 5));
        Assert.True(map.TryGet(new Key(1, 2), out Value value));
        Assert.Equal(new Value(3, 4, 5), value);
        Assert.False(map.TryGet(new Key(2, 1), out _));
    }

    [Fact]
    public void TrySetAll_ThenDeleteAll_AreAsOneByOne()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        Assert.Equal(Errno.None, map.TrySetAll([], []));
        Assert.Equal(Errno.None, map.TrySetAll([new Key(1, 1), new Key(2, 2)], [new Value(1, 0, 0), new Value(2, 0, 0)]));
        Assert.True(map.TryGet(new Key(2, 2), out Value value));
        Assert.Equal(new Value(2, 0, 0), value);
        Assert.Equal(Errno.E2BIG, map.TrySetAll([new Key(1, 1), new Key(3, 3)], [new Value(5, 0, 0), default]));
        Assert.True(map.TryGet(new Key(1, 1), out value));
        Assert.Equal(new Value(5, 0, 0), value);
        map.DeleteAll([new Key(3, 3), new Key(1, 1), new Key(2, 2)]);
        Assert.Empty(map.Keys());
        map.DeleteAll([]);
    }

    [Fact]
    public void Delete_OfAKeyThatIsNotThere_IsFalse()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        map.Set(new Key(1, 1), default);
        Assert.True(map.Delete(new Key(1, 1)));
        Assert.False(map.Delete(new Key(1, 1)));
        Assert.False(map.TryGet(new Key(1, 1), out _));
    }

    [Fact]
    public void TrySet_WithAMode_KeepsToIt()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        Key key = new(7, 7);
        Assert.Equal(Errno.ENOENT, map.TrySet(key, default, UpdateMode.Exist));
        Assert.Equal(Errno.None, map.TrySet(key, new Value(1, 0, 0), UpdateMode.NoExist));
        Assert.Equal(Errno.EEXIST, map.TrySet(key, new Value(2, 0, 0), UpdateMode.NoExist));
        Assert.True(map.TryGet(key, out Value value));
        Assert.Equal(new Value(1, 0, 0), value);
        Assert.Equal(Errno.None, map.TrySet(key, new Value(3, 0, 0), UpdateMode.Exist));
    }

    [Fact]
    public void Set_IntoAFullMap_IsE2BIGAndNamesTheMap()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        map.Set(new Key(1, 0), default);
        map.Set(new Key(2, 0), default);
        Assert.Equal(Errno.E2BIG, map.TrySet(new Key(3, 0), default));
        LinuxException error = Assert.Throws<LinuxException>(() => map.Set(new Key(3, 0), default));
        Assert.Equal(Errno.E2BIG, error.Error);
        Assert.Equal("bpf_map_update_elem pairs: E2BIG (Argument list too long)", error.Message);
    }

    [Fact]
    public void Freeze_ThenSet_IsEPERMAndReadsGoOn()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        map.Set(new Key(1, 0), new Value(9, 9, 9));
        handle.Freeze();
        Assert.Equal(Errno.EPERM, map.TrySet(new Key(1, 0), default));
        Assert.Throws<LinuxException>(() => map.Delete(new Key(1, 0)));
        Assert.True(map.TryGet(new Key(1, 0), out Value value));
        Assert.Equal(new Value(9, 9, 9), value);
    }

    [Fact]
    public void Constructor_OnAMapOfOtherSizes_NamesItAndBoth()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMapShapeException error = Assert.Throws<BpfMapShapeException>(() => new BpfMap<Key, long>(handle));
        Assert.Equal("pairs", error.Map);
        Assert.Equal("Key key 8 B, Int64 value 8 B", error.Expected);
        Assert.Equal("BPF_MAP_TYPE_HASH key 8 B, value 12 B", error.Got);
        Assert.Throws<BpfMapShapeException>(() => new BpfMap<int, Value>(handle));
    }

    [Fact]
    public void Constructor_OnAPerCpuMap_IsRefused()
    {
        // A lookup would write a value for each CPU behind the single one.
        using BpfMapHandle handle = BpfMapHandle.Create(
            "counts", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1));
        Assert.Throws<BpfMapShapeException>(() => new BpfMap<uint, ulong>(handle));
    }

    [Fact]
    public void Keys_GivesEachOnce_AlsoWhenTheGivenOneIsDeleted()
    {
        using BpfMapHandle handle = BpfMapHandle.Create(
            "numbers", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_HASH, 4, 4, 100));
        BpfMap<int, int> map = new(handle);
        Assert.Empty(map.Keys());
        for (int i = 0; i < 100; i++)
        {
            map.Set(i, i * i);
        }

        Assert.Equal(Enumerable.Range(0, 100), map.Keys().Order());
        int deleted = 0;
        foreach (int key in map.Keys())
        {
            Assert.True(map.Delete(key));
            deleted++;
        }

        Assert.Equal(100, deleted);
        Assert.Empty(map.Keys());
    }

    [Fact]
    public void Facts_SayWhatTheMapWasCreatedWith()
    {
        using BpfMapHandle handle = BpfMapHandle.Create(
            "a_long_map_name", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_LPM_TRIE, 8, 12, 77, Flags: 1));
        BpfMapFacts facts = handle.Facts();
        Assert.NotEqual(0u, facts.Id);
        const BpfMapType Trie = BpfMapType.BPF_MAP_TYPE_LPM_TRIE;
        Assert.Equal(new BpfMapFacts(facts.Id, Trie, 8, 12, 77, 1, "a_long_map_name"), facts);
    }

    [Fact]
    public void Create_OfAnImpossibleMap_NamesIt()
    {
        LinuxException error = Assert.Throws<LinuxException>(
            () => BpfMapHandle.Create("none", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_HASH, 0, 4, 1)));
        Assert.Equal("bpf_map_create none: EINVAL (Invalid argument)", error.Message);
    }

    [Fact]
    public void Pin_KeepsTheMapUntilTheFileIsRemoved()
    {
        using PrivateBpffs bpffs = new();
        string path = bpffs.Pin("pairs");
        uint id;
        using (BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo))
        {
            new BpfMap<Key, Value>(handle).Set(new Key(4, 4), new Value(1, 2, 3));
            handle.Pin(path);
            id = handle.Facts().Id;
            Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => handle.Pin(path)).Error);
        }

        using (BpfMapHandle again = BpfMapHandle.OpenPinned(path))
        {
            Assert.Equal(id, again.Facts().Id);
            Assert.Equal("pairs", again.Name);
            Assert.True(new BpfMap<Key, Value>(again).TryGet(new Key(4, 4), out Value value));
            Assert.Equal(new Value(1, 2, 3), value);
        }

        File.Delete(path);
        Assert.Equal(Errno.ENOENT, BpfMapHandle.TryOpenPinned(path, out BpfMapHandle? none));
        Assert.Null(none);
        LinuxException error = Assert.Throws<LinuxException>(() => BpfMapHandle.OpenPinned(path));
        Assert.StartsWith($"bpf_obj_get {path}: ENOENT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pin_OutsideABpffs_SaysWhatIsMissing()
    {
        using BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        string path = Path.Combine(Path.GetTempPath(), $"telos-no-bpffs-{Guid.NewGuid():N}");
        LinuxException error = Assert.Throws<LinuxException>(() => handle.Pin(path));
        Assert.Equal("Is the parent a directory of a mounted bpffs?", error.Hint);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Call_OnADisposedHandle_Throws()
    {
        BpfMapHandle handle = BpfMapHandle.Create("pairs", s_hashOfTwo);
        BpfMap<Key, Value> map = new(handle);
        handle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => map.TryGet(default, out _));
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Key(uint First, uint Second);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Value(uint First, uint Second, uint Third);
}
