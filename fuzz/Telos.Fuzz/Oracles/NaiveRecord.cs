namespace Telos.Fuzz.Oracles;

/// <param name="Section">1 to 3, in the order of the header's counts.</param>
internal sealed record NaiveRecord(int Section, NaiveName Owner, int Type, int Class, uint Ttl, byte[] Rdata);
