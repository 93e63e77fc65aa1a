using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class ResponseCacheOptionsTests
{
    private static readonly ResponseCacheOptions s_smallest = new() { Entries = 64, Bytes = 262144 };

    public static TheoryData<ResponseCacheOptions, string> Wrong => new()
    {
        { s_smallest with { Entries = 63 }, "Entries is 63; it must be from 64 to 16777216." },
        { s_smallest with { Entries = -1 }, "Entries is -1; it must be from 64 to 16777216." },
        { s_smallest with { Entries = 16777217 }, "Entries is 16777217; it must be from 64 to 16777216." },
        { s_smallest with { Bytes = 262143 }, "Bytes is 262143; it must be from 262144 to 1073741824." },
        { s_smallest with { Bytes = int.MaxValue }, "Bytes is 2147483647; it must be from 262144 to 1073741824." },
        { s_smallest with { TtlMaxSeconds = 0 }, "TtlMaxSeconds is 0; it must be from 1 to 604800." },
        { s_smallest with { TtlMaxSeconds = 604801 }, "TtlMaxSeconds is 604801; it must be from 1 to 604800." },
        { s_smallest with { TtlMinSeconds = 3601 }, "TtlMinSeconds is 3601; it must be from 0 to 3600." },
        { s_smallest with { TtlMinSeconds = 61, TtlMaxSeconds = 60 }, "TtlMinSeconds is 61; it must be from 0 to 60." },
        { s_smallest with { NegativeTtlMaxSeconds = 0 }, "NegativeTtlMaxSeconds is 0; it must be from 1 to 10800." },
        { s_smallest with { NegativeTtlMaxSeconds = 10801 }, "NegativeTtlMaxSeconds is 10801; it must be from 1 to 10800." },
        { s_smallest with { FailureTtlSeconds = 0 }, "FailureTtlSeconds is 0; it must be from 1 to 300." },
        { s_smallest with { FailureTtlSeconds = 301 }, "FailureTtlSeconds is 301; it must be from 1 to 300." },
        { s_smallest with { StaleMaxSeconds = 259201 }, "StaleMaxSeconds is 259201; it must be from 0 to 259200." },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Construct_WithAnOptionOutOfBounds_SaysWhichAndWhatIsAllowed(ResponseCacheOptions options, string message)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new ResponseCache(options));
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Construct_WithTheEndsOfTheBounds_Succeeds()
    {
        ResponseCache smallest = new(s_smallest with
        {
            TtlMinSeconds = 1, TtlMaxSeconds = 1, NegativeTtlMaxSeconds = 1, FailureTtlSeconds = 1, StaleMaxSeconds = 0,
        });
        ResponseCache longest = new(s_smallest with
        {
            TtlMaxSeconds = 604800, NegativeTtlMaxSeconds = 10800, FailureTtlSeconds = 300, StaleMaxSeconds = 259200,
        });
        Assert.Equal(0, smallest.Entries + longest.Entries);
    }
}
