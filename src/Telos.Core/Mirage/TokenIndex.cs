using System.Buffers.Text;
using System.Numerics;
using System.Text;

namespace Telos.Core.Mirage;

/// <summary>
/// Finds tokens of decoys, or pieces of them, in a text: as they are, in hexadecimal, Base32 or Base64, in whatever case and
/// however they are cut up by dots and other signs. One pass, of which nothing is allocated.
/// </summary>
/// <remarks>
/// Letters and digits of a text are digits of base 36, and the last twelve of them one number of 64 bits, which is looked up
/// as it is: what is found is there. A token is stored as pieces of twelve that lie side by side, so that any run of 23 of its
/// letters has a whole one.
/// </remarks>
public sealed class TokenIndex
{
    /// <summary>36^12 is the largest power that 64 bits hold.</summary>
    public const int PieceLetters = 12;

    private const ulong Radix = 36;
    private const ulong Free = ulong.MaxValue;
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int SlotsMin = 64;
    private const int Base32Group = 5;
    private const int Base64Group = 3;

    private static readonly ulong s_first = FirstWeight();

    private readonly HashSet<uint> _forgotten = [];
    private Table _table = new(SlotsMin);
    private int _count;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Found from now on. One writer at a time; nobody who looks waits for it.</summary>
    /// <param name="agent">Whose decoy has them.</param>
    /// <param name="tokens">One of fewer than twelve letters is never found.</param>
    public void Add(uint agent, IEnumerable<string> tokens)
    {
        _forgotten.Remove(agent);
        foreach (ulong piece in PiecesOf(tokens))
        {
            AddPiece(agent, piece);
        }
    }

    /// <summary>Of each form of the tokens. The packet gate looks for the same numbers (bpf/server_name.h).</summary>
    public static IEnumerable<ulong> PiecesOf(IEnumerable<string> tokens) => tokens.SelectMany(FormsOf).SelectMany(PiecesOf);

    /// <summary>Its tokens make room as soon as there is none.</summary>
    public void Forget(uint agent) => _forgotten.Add(agent);

    /// <summary>Whose token is in this UTF-8 text; null: nobody's.</summary>
    public uint? Find(ReadOnlySpan<byte> text)
    {
        if (IsEmpty)
        {
            return null;
        }

        Span<byte> last = stackalloc byte[PieceLetters];
        Window window = new(last);
        return Find(text, ref window);
    }

    /// <summary>The same of a name in wire form, over all its labels.</summary>
    public uint? FindInName(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return null;
        }

        Span<byte> last = stackalloc byte[PieceLetters];
        Window window = new(last);
        while (!name.IsEmpty && name[0] != 0 && name[0] < name.Length)
        {
            if (Find(name.Slice(1, name[0]), ref window) is uint agent)
            {
                return agent;
            }

            name = name[(1 + name[0])..];
        }

        return null;
    }

    private uint? Find(ReadOnlySpan<byte> text, ref Window window)
    {
        Table table = Volatile.Read(ref _table);
        foreach (byte each in text)
        {
            int digit = DigitOf(each);
            if (digit >= 0 && window.Push((byte)digit) && table.Find(window.Value) is uint agent)
            {
                return agent;
            }
        }

        return null;
    }

    private static IEnumerable<string> FormsOf(string token)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(token);
        yield return token;
        yield return Convert.ToHexString(bytes);
        for (int start = 0; start < Base32Group; start++)
        {
            yield return Base32(bytes.AsSpan(Math.Min(start, bytes.Length)));
        }

        for (int start = 0; start < Base64Group; start++)
        {
            yield return Base64Url.EncodeToString(bytes.AsSpan(Math.Min(start, bytes.Length)));
        }
    }

    private static IEnumerable<ulong> PiecesOf(string text)
    {
        byte[] digits = [.. text.Select(letter => letter < 0x80 ? DigitOf((byte)letter) : -1).Where(digit => digit >= 0)
            .Select(digit => (byte)digit)];
        for (int start = 0; start + PieceLetters <= digits.Length; start += PieceLetters)
        {
            yield return NumberOf(digits.AsSpan(start, PieceLetters));
        }

        if (digits.Length >= PieceLetters)
        {
            yield return NumberOf(digits.AsSpan(digits.Length - PieceLetters));
        }
    }

    private void AddPiece(uint agent, ulong piece)
    {
        if (2 * (_count + 1) > _table.Slots)
        {
            Grow();
        }

        if (_table.TryAdd(piece, agent))
        {
            Volatile.Write(ref _count, _count + 1);
        }
    }

    // At least half of it is free afterwards, so that each piece is moved a few times in all.
    private void Grow()
    {
        (ulong Piece, uint Agent)[] kept = [.. _table.All().Where(each => !_forgotten.Contains(each.Agent))];
        Table next = new((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(SlotsMin, 4 * kept.Length)));
        foreach ((ulong piece, uint agent) in kept)
        {
            next.TryAdd(piece, agent);
        }

        _forgotten.Clear();
        Volatile.Write(ref _table, next);
        Volatile.Write(ref _count, kept.Length);
    }

    private static ulong NumberOf(ReadOnlySpan<byte> digits)
    {
        ulong number = 0;
        foreach (byte digit in digits)
        {
            number = (number * Radix) + digit;
        }

        return number;
    }

    private static int DigitOf(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'Z' => letter - 'A' + 10,
        _ => -1,
    };

    private static ulong FirstWeight()
    {
        ulong weight = 1;
        for (int i = 1; i < PieceLetters; i++)
        {
            weight *= Radix;
        }

        return weight;
    }

    // RFC 4648, section 6, without padding.
    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
        StringBuilder text = new();
        int bits = 0, held = 0;
        foreach (byte each in bytes)
        {
            held = (held << 8) | each;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Letters[(held >> (bits - 5)) & 31]);
            }

            held &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Letters[(held << (5 - bits)) & 31]).ToString();
    }

    /// <summary>Open addressing. Whoever looks sees a piece only when its agent is there.</summary>
    private sealed class Table
    {
        private readonly ulong[] _pieces;
        private readonly uint[] _agents;
        private readonly int _shift;

        public Table(int slots)
        {
            _pieces = new ulong[slots];
            _pieces.AsSpan().Fill(Free);
            _agents = new uint[slots];
            _shift = 64 - BitOperations.Log2((uint)slots);
        }

        public int Slots => _pieces.Length;

        public bool TryAdd(ulong piece, uint agent)
        {
            int slot = SlotOf(piece);
            if (_pieces[slot] == piece)
            {
                return false;
            }

            _agents[slot] = agent;
            Volatile.Write(ref _pieces[slot], piece);
            return true;
        }

        public uint? Find(ulong piece)
        {
            int slot = SlotOf(piece);
            return Volatile.Read(ref _pieces[slot]) == piece ? _agents[slot] : null;
        }

        public IEnumerable<(ulong Piece, uint Agent)> All()
        {
            for (int slot = 0; slot < _pieces.Length; slot++)
            {
                if (_pieces[slot] != Free)
                {
                    yield return (_pieces[slot], _agents[slot]);
                }
            }
        }

        // Where it is, or else would be.
        private int SlotOf(ulong piece)
        {
            int slot = (int)((piece * Golden) >> _shift);
            while (Volatile.Read(ref _pieces[slot]) is ulong found && found != piece && found != Free)
            {
                slot = (slot + 1) & (_pieces.Length - 1);
            }

            return slot;
        }
    }

    /// <summary>The last twelve digits.</summary>
    private ref struct Window(Span<byte> last)
    {
        private readonly Span<byte> _last = last;
        private int _count;

        public ulong Value { get; private set; }

        /// <returns>Whether there are twelve.</returns>
        public bool Push(byte digit)
        {
            int place = _count % PieceLetters;
            ulong kept = _count >= PieceLetters ? Value - (_last[place] * s_first) : Value;
            Value = (kept * Radix) + digit;
            _last[place] = digit;
            return ++_count >= PieceLetters;
        }
    }
}
