namespace Telos.Core.Protocol;

/// <summary>What became of the bytes that may be a request's head.</summary>
public enum HttpHeadStatus
{
    Ok,

    /// <summary>The empty line has not come yet.</summary>
    Incomplete,

    /// <summary>It has not come within <see cref="HttpLimits.HeadBytesMax"/>, or there are too many headers.</summary>
    TooLarge,

    /// <summary>Not METHOD SP /TARGET SP HTTP/1.0 or 1.1.</summary>
    BadRequestLine,

    /// <summary>No name, a name or value with what may not be in it, or a folded line (RFC 9112 section 5.2).</summary>
    BadHeader,

    /// <summary>Content-Length is no number of up to nine digits.</summary>
    BadLength,

    /// <summary>Content-Length or Authorization stands there twice, and two readers could take another one each.</summary>
    Repeated,

    /// <summary>The body has no length of its own.</summary>
    Coded,
}
