namespace Telos.Core.Dns;

public enum DnsSection : byte
{
    Answer,
    Authority,
    Additional,
}
