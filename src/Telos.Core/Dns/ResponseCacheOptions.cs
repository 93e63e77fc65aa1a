namespace Telos.Core.Dns;

/// <summary>The size of a <see cref="ResponseCache"/> and how long it believes what. Times are in seconds.</summary>
public sealed record ResponseCacheOptions
{
    public const int EntriesMin = 64;
    public const int EntriesMax = 1 << 24;

    /// <summary>So small that the smallest ring still holds two of the largest entries.</summary>
    public const int BytesMin = 32 * ResponseCache.EntryBytesMax;
    public const int BytesMax = 1 << 30;

    /// <summary>RFC 8767 section 4: a TTL above seven days is capped there.</summary>
    public const uint TtlCeilingSeconds = 7 * 86400;

    /// <summary>RFC 2308 section 5: one to three hours work well, a day is known to cause trouble.</summary>
    public const uint NegativeTtlCeilingSeconds = 3 * 3600;

    /// <summary>RFC 9520 section 3.2: at least one second, at most five minutes.</summary>
    public const uint FailureTtlCeilingSeconds = 300;

    /// <summary>RFC 8767 section 5: one to three days.</summary>
    public const uint StaleCeilingSeconds = 3 * 86400;

    public required int Entries { get; init; }

    /// <summary>Names, messages and their bookkeeping; an entry costs up to 64 bytes more in the index.</summary>
    public required int Bytes { get; init; }

    public uint TtlMinSeconds { get; init; }

    public uint TtlMaxSeconds { get; init; } = 86400;

    public uint NegativeTtlMaxSeconds { get; init; } = 3600;

    /// <summary>After a first failure; doubled by each further one, up to <see cref="FailureTtlCeilingSeconds"/>.</summary>
    public uint FailureTtlSeconds { get; init; } = 5;

    /// <summary>0: never stale.</summary>
    public uint StaleMaxSeconds { get; init; } = 86400;

    public bool StaleNegative { get; init; }

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/>, which names the option, its value and its bounds.</summary>
    public void Validate()
    {
        Require(Entries, EntriesMin, EntriesMax, nameof(Entries));
        Require(Bytes, BytesMin, BytesMax, nameof(Bytes));
        Require(TtlMaxSeconds, 1, TtlCeilingSeconds, nameof(TtlMaxSeconds));
        Require(NegativeTtlMaxSeconds, 1, NegativeTtlCeilingSeconds, nameof(NegativeTtlMaxSeconds));
        Require(TtlMinSeconds, 0, Math.Min(TtlMaxSeconds, NegativeTtlMaxSeconds), nameof(TtlMinSeconds));
        Require(FailureTtlSeconds, 1, FailureTtlCeilingSeconds, nameof(FailureTtlSeconds));
        Require(StaleMaxSeconds, 0, StaleCeilingSeconds, nameof(StaleMaxSeconds));
    }

    private static void Require(long value, long min, long max, string name)
    {
        if (value < min || value > max)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be from {min} to {max}.");
        }
    }
}
