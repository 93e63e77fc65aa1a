namespace Telos.Fuzz.Oracles;

/// <summary>A message as RFC 1035 4.1 describes it, whatever its records hold.</summary>
internal sealed class NaiveMessage
{
    public List<NaiveName> QuestionNames { get; } = [];

    public List<NaiveRecord> Records { get; } = [];

    public int EndOffset { get; private set; }

    /// <summary>Null: it ends too early, or a name in it does.</summary>
    public static NaiveMessage? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < 12)
        {
            return null;
        }

        NaiveMessage naive = new() { EndOffset = 12 };
        for (int i = 0; i < Number(message, 4); i++)
        {
            if (NaiveName.Read(message, naive.EndOffset) is not NaiveName name || name.EndOffset + 4 > message.Length)
            {
                return null;
            }

            naive.QuestionNames.Add(name);
            naive.EndOffset = name.EndOffset + 4;
        }

        for (int section = 1; section <= 3; section++)
        {
            for (int i = 0; i < Number(message, 4 + (2 * section)); i++)
            {
                if (!naive.ReadRecord(message, section))
                {
                    return null;
                }
            }
        }

        return naive;
    }

    private bool ReadRecord(ReadOnlySpan<byte> message, int section)
    {
        if (NaiveName.Read(message, EndOffset) is not NaiveName owner || owner.EndOffset + 10 > message.Length)
        {
            return false;
        }

        int head = owner.EndOffset;
        int rdata = head + 10;
        int length = Number(message, head + 8);
        if (rdata + length > message.Length)
        {
            return false;
        }

        uint ttl = ((uint)Number(message, head + 4) * 65536) + (uint)Number(message, head + 6);
        Records.Add(new NaiveRecord(
            section, owner, Number(message, head), Number(message, head + 2), ttl, message.Slice(rdata, length).ToArray()));
        EndOffset = rdata + length;
        return true;
    }

    private static int Number(ReadOnlySpan<byte> message, int offset) => (message[offset] * 256) + message[offset + 1];
}
