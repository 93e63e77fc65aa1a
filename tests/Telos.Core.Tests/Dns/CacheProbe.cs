using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>Asks and fills a cache by dotted name with messages that are one byte repeated, or their own number.</summary>
internal sealed class CacheProbe(ResponseCacheOptions options)
{
    public const uint TypeA = 1;

    public static readonly ResponseCacheOptions Small = new() { Entries = 1024, Bytes = 1 << 20 };

    public CacheProbe()
        : this(Small)
    {
    }

    // A fixed key: which names meet in a bucket or as ghosts is the same in each run.
    public ResponseCache Cache { get; } = new(options, new SipHash(5, 6));

    public static byte[] Name(string text) =>
    [
        .. text.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0,
    ];

    public static byte[] Message(int number, int length)
    {
        byte[] message = new byte[length];
        Array.Fill(message, (byte)number);
        BinaryPrimitives.WriteInt32LittleEndian(message, number);
        return message;
    }

    public bool Put(string name, CacheKind kind, int content, uint ttl, long at) =>
        Cache.Put(Name(name), TypeA, kind, Message(content, 60), [20, 36], ttl, at);

    /// <summary>State, kind, content, age and rest, as in <c>Fresh Positive 1 age 5 left 55</c>; <c>Absent</c> for nothing.</summary>
    public string Ask(string name, long at)
    {
        CacheState state = Cache.TryGet(Name(name), TypeA, at, out CacheHit hit);
        Assert.Equal(state, hit.State);
        if (state == CacheState.Absent)
        {
            Assert.True(hit.Wire.IsEmpty);
            return "Absent";
        }

        int content = BinaryPrimitives.ReadInt32LittleEndian(hit.Wire);
        Assert.Equal(Message(content, 60), hit.Wire);
        Assert.Equal([20, 36], hit.TtlOffsets.ToArray());
        string failed = hit.FailedRecently ? " failed" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state} {hit.Kind} {content} age {hit.AgeSeconds} left {hit.RemainingSeconds}{failed}");
    }

    public bool Claim(string name, long at) => Cache.ClaimRefresh(Name(name), TypeA, at);
}
