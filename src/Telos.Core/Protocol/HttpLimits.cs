namespace Telos.Core.Protocol;

/// <summary>Every bound of the HTTP port.</summary>
public static class HttpLimits
{
    /// <summary>Request line and headers, with the empty line behind them.</summary>
    public const int HeadBytesMax = 8 * 1024;

    public const int HeadersMax = 64;

    public const int BodyBytesMax = 4 * 1024;

    /// <summary>Served at once; one more is answered 503.</summary>
    public const int ConnectionsMax = 16;

    /// <summary>From the first byte to the last of the answer; a connection carries one request.</summary>
    public const int RequestMsMax = 5_000;
}
