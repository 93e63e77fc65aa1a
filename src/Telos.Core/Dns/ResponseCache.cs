using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telos.Core.Dns;

/// <summary>
/// Responses by name and variant, for one thread, in memory that is taken once. It knows no DNS: the caller says what a message
/// is and where its TTLs are. Names are wire names in lower case; <c>variant</c> is whatever else tells answers apart (type, DO,
/// CD), compared exactly. Any clock in seconds will do; one that is set back makes nothing fresh again.
/// </summary>
public sealed class ResponseCache
{
    /// <summary>The most that a name, a message, two bytes for each of its TTLs and a header of eight may take together.</summary>
    public const int EntryBytesMax = 8192;

    /// <summary>A refresh of which nothing was heard for so long may be begun again.</summary>
    public const uint ClaimSeconds = 5;

    private readonly ResponseCacheOptions _options;
    private readonly SipHash _hash;
    private readonly CacheStore _store;
    private CacheClock _clock;

    public ResponseCache(ResponseCacheOptions options)
        : this(options, new SipHash(RandomKey(), RandomKey()))
    {
    }

    internal ResponseCache(ResponseCacheOptions options, SipHash hash)
    {
        options.Validate();
        _options = options;
        _hash = hash;
        _store = new CacheStore(options);
    }

    /// <summary>Fresh answers given, <see cref="CacheState.Expiring"/> ones included.</summary>
    public long Hits { get; private set; }

    public long Misses { get; private set; }

    public long StaleHits { get; private set; }

    /// <summary>Entries that made room for others while they could still serve.</summary>
    public long Evictions => _store.Evictions;

    /// <summary>Puts that were refused because of <see cref="EntryBytesMax"/>.</summary>
    public long TooBig { get; private set; }

    public int Entries => _store.Count;

    /// <summary>Slab bytes that live entries hold.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>
    /// What is known of a name. An answer comes before a failure that is noted beside it, even a stale answer: the hit then says
    /// <see cref="CacheHit.FailedRecently"/>.
    /// </summary>
    public CacheState TryGet(scoped ReadOnlySpan<byte> name, uint variant, long nowSeconds, out CacheHit hit)
    {
        long time = _clock.Advance(nowSeconds);
        CacheKey key = KeyOf(name, variant);
        int answer = _store.FindAnswer(key);
        CacheState state = answer < 0 ? CacheState.Absent : StateOf(_store[answer], time);
        if (state == CacheState.Fresh)
        {
            Hits++;
            hit = Use(answer, state, time, failed: false);
            return state;
        }

        int failure = _store.FindFailure(key);
        bool failed = failure >= 0 && _store[failure].IsFresh(time);
        switch (state)
        {
            case CacheState.Expiring:
                Hits++;
                state = failed ? CacheState.Fresh : CacheState.Expiring;
                hit = Use(answer, state, time, failed: false);
                return state;
            case CacheState.Stale:
                StaleHits++;
                hit = Use(answer, state, time, failed);
                return state;
        }

        if (failed)
        {
            Hits++;
            hit = Use(failure, CacheState.Fresh, time, failed: false);
            return CacheState.Fresh;
        }

        Misses++;
        hit = default;
        return CacheState.Absent;
    }

    /// <summary>
    /// Remembers a message for <paramref name="ttlSeconds"/> within the options' bounds, from now on, whatever was left of the one
    /// that it replaces. A failure's time is the options' (<see cref="ResponseCacheOptions.FailureTtlSeconds"/>), not the caller's;
    /// it stands beside an answer and replaces none. A negative answer does not replace a positive one that is fresh.
    /// </summary>
    /// <returns>
    /// False if nothing is remembered: the message is too big (counted), its TTL is 0 (RFC 1035 section 3.2.1), or a fresh positive
    /// answer stands. In the first two cases the answer before it is forgotten, for it was superseded.
    /// </returns>
    public bool Put(
        scoped ReadOnlySpan<byte> name, uint variant, CacheKind kind, scoped ReadOnlySpan<byte> wire,
        scoped ReadOnlySpan<ushort> ttlOffsets, uint ttlSeconds, long nowSeconds)
    {
        long time = _clock.Advance(nowSeconds);
        CacheKey key = KeyOf(name, variant);
        bool fits = CacheStore.RoomOf(name.Length, wire.Length, ttlOffsets.Length) <= EntryBytesMax;
        TooBig += fits ? 0 : 1;
        return kind == CacheKind.Failure
            ? PutFailure(key, fits, new CacheBody(wire, ttlOffsets), time)
            : PutAnswer(key, kind, fits ? TtlOf(kind, ttlSeconds) : 0, new CacheBody(wire, ttlOffsets), time);
    }

    /// <summary>
    /// True for the one caller that shall refresh this name and variant: until the next successful <see cref="Put"/> or for
    /// <see cref="ClaimSeconds"/> it is false for others, and for everyone while a failure is remembered.
    /// Of a name that the cache does not hold it knows nothing, and says true.
    /// </summary>
    public bool ClaimRefresh(scoped ReadOnlySpan<byte> name, uint variant, long nowSeconds)
    {
        long time = _clock.Advance(nowSeconds);
        CacheKey key = KeyOf(name, variant);
        int answer = _store.FindAnswer(key);
        int failure = _store.FindFailure(key);
        if (failure >= 0 && _store[failure].IsFresh(time))
        {
            return false;
        }

        int id = answer >= 0 ? answer : failure;
        if (id < 0)
        {
            return true;
        }

        ref CacheEntry entry = ref _store[id];
        if (time < entry.ClaimedUntil)
        {
            return false;
        }

        entry.ClaimedUntil = time + ClaimSeconds;
        return true;
    }

    /// <summary>Forgets every entry. The counters of what happened go on.</summary>
    public void Clear() => _store.Clear();

    private static ulong RandomKey()
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(key);
        return BinaryPrimitives.ReadUInt64LittleEndian(key);
    }

    private CacheKey KeyOf(ReadOnlySpan<byte> name, uint variant) => new((uint)_hash.Hash(variant, name), variant, name);

    private uint TtlOf(CacheKind kind, uint ttlSeconds) => Math.Clamp(
        ttlSeconds, _options.TtlMinSeconds, kind == CacheKind.Positive ? _options.TtlMaxSeconds : NegativeMax);

    private uint NegativeMax => Math.Min(_options.NegativeTtlMaxSeconds, _options.TtlMaxSeconds);

    private CacheState StateOf(in CacheEntry entry, long time)
    {
        long left = entry.TtlSeconds - entry.Age(time);
        if (left > 0)
        {
            return entry.Asked && left * 10 <= entry.TtlSeconds ? CacheState.Expiring : CacheState.Fresh;
        }

        bool servable = entry.Kind == CacheKind.Positive || _options.StaleNegative;
        return servable && -left < _options.StaleMaxSeconds ? CacheState.Stale : CacheState.Absent;
    }

    private CacheHit Use(int id, CacheState state, long time, bool failed)
    {
        ref CacheEntry entry = ref _store[id];
        entry.Asked = true;
        entry.Uses = entry.Uses < CacheEntry.UsesMax ? (byte)(entry.Uses + 1) : entry.Uses;
        long age = entry.Age(time);
        return new CacheHit
        {
            State = state,
            Kind = entry.Kind,
            Wire = _store.WireOf(entry),
            TtlOffsets = _store.TtlOffsetsOf(entry),
            AgeSeconds = (uint)Math.Min(age, uint.MaxValue),
            RemainingSeconds = (uint)Math.Max(entry.TtlSeconds - age, 0),
            FailedRecently = failed,
        };
    }

    private bool PutAnswer(CacheKey key, CacheKind kind, uint ttlSeconds, CacheBody body, long time)
    {
        int answer = _store.FindAnswer(key);
        if (answer >= 0 && kind == CacheKind.Negative && _store[answer].Kind == CacheKind.Positive && _store[answer].IsFresh(time))
        {
            return false;
        }

        int failure = _store.FindFailure(key);
        if (failure >= 0)
        {
            _store.Remove(failure);
        }

        if (ttlSeconds > 0)
        {
            _store.Put(key, answer, new CacheTerm(kind, ttlSeconds, FailureRun: 0, time), body);
            return true;
        }

        if (answer >= 0)
        {
            _store.Remove(answer);
        }

        return false;
    }

    // A failure that is already remembered stays as it is: what fails meanwhile was asked before it, and is no further failure.
    private bool PutFailure(CacheKey key, bool fits, CacheBody body, long time)
    {
        int answer = _store.FindAnswer(key);
        if (answer >= 0)
        {
            _store[answer].ClaimedUntil = time;
        }

        int failure = _store.FindFailure(key);
        if (failure >= 0 && _store[failure].IsFresh(time))
        {
            return true;
        }

        if (!fits)
        {
            return false;
        }

        byte run = 1;
        if (failure >= 0 && !CacheStore.IsFailureOver(_store[failure], time))
        {
            run = (byte)Math.Min(_store[failure].FailureRun + 1, byte.MaxValue);
        }

        ulong doubled = (ulong)_options.FailureTtlSeconds << Math.Min(run - 1, 16);
        uint ttl = (uint)Math.Min(doubled, ResponseCacheOptions.FailureTtlCeilingSeconds);
        _store.Put(key, failure, new CacheTerm(CacheKind.Failure, ttl, run, time), body);
        return true;
    }
}
