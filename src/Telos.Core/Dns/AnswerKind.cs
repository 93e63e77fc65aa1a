namespace Telos.Core.Dns;

/// <summary>What an upstream's response comes to for the one who asked (RFC 2308 2).</summary>
public enum AnswerKind : byte
{
    /// <summary>Records of the type that was asked for.</summary>
    Data,

    /// <summary>The name does not exist.</summary>
    NameError,

    /// <summary>It has no such records.</summary>
    NoData,

    /// <summary>Neither: a server's failure, a refusal, or a referral to others.</summary>
    Failure,
}
