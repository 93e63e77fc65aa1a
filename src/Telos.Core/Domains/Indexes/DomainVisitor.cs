namespace Telos.Core.Domains.Indexes;

/// <summary>Told of a name in wire form, valid during the call, and what is known of it.</summary>
public delegate void DomainVisitor(ReadOnlySpan<byte> name, in DomainRecord record);
