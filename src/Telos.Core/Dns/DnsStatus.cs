namespace Telos.Core.Dns;

/// <summary>Why a message was rejected. Each member but <see cref="Ok"/> and <see cref="End"/> is one rejection.</summary>
public enum DnsStatus : byte
{
    Ok = 0,

    /// <summary>There is no further record, or no whole message on a stream yet.</summary>
    End,

    /// <summary>Shorter than a header.</summary>
    HeaderTooShort,

    /// <summary>A response where a query was expected.</summary>
    NotQuery,

    /// <summary>A query where a response was expected.</summary>
    NotResponse,

    /// <summary>An opcode other than QUERY.</summary>
    OpcodeUnsupported,

    /// <summary>Not exactly one question.</summary>
    QuestionCount,

    /// <summary>A query with records in its answer or authority section, or with several additional ones.</summary>
    RecordCount,

    /// <summary>An additional record of a query that is no OPT.</summary>
    AdditionalUnsupported,

    /// <summary>A class other than IN.</summary>
    ClassUnsupported,

    /// <summary>A type that no question for data has: transfers, ANY, OPT and the like.</summary>
    TypeUnsupported,

    /// <summary>Octets after the last record.</summary>
    TrailingOctets,

    /// <summary>The message ends within a name.</summary>
    NameTruncated,

    /// <summary>A name of more than 255 octets.</summary>
    NameTooLong,

    /// <summary>A label of the types 0x40 or 0x80 (RFC 6891 5, RFC 2673).</summary>
    LabelType,

    /// <summary>A pointer that does not lead before all of the name that was read so far.</summary>
    PointerForward,

    /// <summary>A pointer into the header.</summary>
    PointerIntoHeader,

    /// <summary>More pointers than a name can have labels.</summary>
    PointerChain,

    /// <summary>The message ends within a question.</summary>
    QuestionTruncated,

    /// <summary>The message ends within the fixed part of a record.</summary>
    RecordTruncated,

    /// <summary>RDLENGTH leads out of the message.</summary>
    RdataTruncated,

    /// <summary>Data of a known type that is shorter or longer than RDLENGTH.</summary>
    RdataLength,

    /// <summary>A second OPT record.</summary>
    EdnsRepeated,

    /// <summary>An OPT record outside the additional section.</summary>
    EdnsSection,

    /// <summary>An OPT record whose owner is not the root, written out as such (RFC 6891 6.1.2).</summary>
    EdnsOwner,

    /// <summary>A version of EDNS other than 0.</summary>
    EdnsVersion,

    /// <summary>An option leads out of its OPT record.</summary>
    EdnsOptionTruncated,

    /// <summary>More options than an honest client sends.</summary>
    EdnsOptionCount,

    /// <summary>Parameters of SVCB or HTTPS that are cut short, out of order or repeated (RFC 9460 2.2).</summary>
    SvcParameters,

    /// <summary>What is written does not fit.</summary>
    NoRoom,

    /// <summary>More CNAME records than a chain may have, or than are looked up in so large a message.</summary>
    AliasChain,

    /// <summary>A message of no octets on a stream.</summary>
    FrameEmpty,
}
