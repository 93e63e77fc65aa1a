namespace Telos.Core.Dns;

/// <summary>Response codes (RFC 1035 4.1.1, RFC 6891 9).</summary>
public enum DnsRcode : ushort
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    BadVers = 16,
}
