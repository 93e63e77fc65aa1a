namespace Telos.Core.Domains.Lists;

/// <summary>Which format a list is in, by how it begins.</summary>
public static class ListSniffer
{
    /// <param name="beginning">Some kilobytes; the last line may be cut off.</param>
    public static ListFormat Guess(ReadOnlySpan<byte> beginning)
    {
        foreach (Range range in beginning.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = beginning[range].Trim(" \t\r"u8);
            if (line.StartsWith("||"u8) || line.StartsWith("@@"u8) || line.StartsWith("[Adblock"u8) || line.StartsWith("! "u8))
            {
                return ListFormat.Adblock;
            }

            if (line.StartsWith("$TTL"u8) || line.StartsWith("$ORIGIN"u8) || line.IndexOf(" SOA "u8) >= 0
                || line.IndexOf("\tSOA\t"u8) >= 0 || line.IndexOf(" CNAME "u8) >= 0 || line.IndexOf("\tCNAME\t"u8) >= 0)
            {
                return ListFormat.Rpz;
            }

            if (line.StartsWith("0.0.0.0"u8) || line.StartsWith("127.0.0.1"u8) || line.StartsWith("::"u8))
            {
                return ListFormat.Hosts;
            }

            if (!line.StartsWith("#"u8) && line.Contains((byte)','))
            {
                return ListFormat.Csv;
            }
        }

        return ListFormat.Domains;
    }
}
