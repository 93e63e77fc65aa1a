namespace Telos.Core.Dns;

/// <summary>An answer in its canonical form.</summary>
/// <param name="Length">In octets.</param>
/// <param name="TtlCount">How many times to live it has.</param>
/// <param name="Ttl">In seconds: the least of them; of a negative answer by RFC 2308 5, 0 without an SOA.</param>
public readonly record struct AnswerShape(AnswerKind Kind, int Length, int TtlCount, uint Ttl);
