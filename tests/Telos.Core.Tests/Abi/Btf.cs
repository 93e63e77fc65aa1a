using System.Buffers.Binary;
using System.Text;

namespace Telos.Core.Tests.Abi;

/// <summary>
/// The types that the compiler recorded in an object file: an account of the layout that owes nothing to the
/// generator. Format: Documentation/bpf/btf.rst, and the ELF64 section table.
/// </summary>
internal sealed class Btf
{
    private const ushort Magic = 0xeb9f;
    private const int PointerSize = 8;

    private readonly byte[] _section;
    private readonly int _strings;

    private Btf(byte[] section)
    {
        _section = section;
        if (BinaryPrimitives.ReadUInt16LittleEndian(section) != Magic)
            throw new InvalidDataException("the .BTF section has no BTF magic");
        int header = (int)Word(4);
        _strings = header + (int)Word(16);
        Types = ReadTypes(header + (int)Word(8), (int)Word(12));
    }

    /// <summary>By their number; number 0 is void.</summary>
    public IReadOnlyList<BtfType> Types { get; }

    public static Btf OfObject(string path)
    {
        byte[] elf = File.ReadAllBytes(path);
        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(0x28));
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3a));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3c));
        int namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3e));
        ReadOnlySpan<byte> names = Section(elf, sections + (namesIndex * entrySize));
        for (int i = 0; i < count; i++)
        {
            int entry = sections + (i * entrySize);
            int name = BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(entry));
            if (names[name..].StartsWith(".BTF\0"u8))
                return new Btf(Section(elf, entry).ToArray());
        }
        throw new InvalidDataException($"{path} has no .BTF section: compile it with -g");
    }

    public BtfType? Find(BtfKind kind, string name) =>
        Types.SingleOrDefault(type => type.Kind == kind && type.Name == name);

    public uint SizeOf(uint id)
    {
        BtfType type = Types[(int)id];
        return type.Kind switch
        {
            BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum => type.SizeOrType,
            BtfKind.Array => SizeOf(type.Array.Element) * type.Array.Length,
            BtfKind.Pointer => PointerSize,
            BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile => SizeOf(type.SizeOrType),
            _ => throw new InvalidDataException($"type {id}, a {type.Kind}, has no size"),
        };
    }

    private static ReadOnlySpan<byte> Section(byte[] elf, int entry)
    {
        int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(entry + 0x18));
        int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(entry + 0x20));
        return elf.AsSpan(offset, size);
    }

    private List<BtfType> ReadTypes(int start, int length)
    {
        List<BtfType> types = [new(BtfKind.Void, "", 0, [])];
        for (int at = start; at < start + length;)
        {
            uint info = Word(at + 4);
            var kind = (BtfKind)((info >> 24) & 0x1f);
            int memberCount = (int)(info & 0xffff);
            int body = at + 12;
            var members = new List<BtfMember>();
            if (kind is BtfKind.Struct or BtfKind.Union)
            {
                // With the kind flag the top byte is a bit field's width.
                uint offsetMask = info >> 31 != 0 ? 0xffffff : uint.MaxValue;
                for (int i = body; i < body + (12 * memberCount); i += 12)
                    members.Add(new BtfMember(Text(Word(i)), Word(i + 4), Word(i + 8) & offsetMask, 0));
            }
            else if (kind == BtfKind.Enum)
            {
                for (int i = body; i < body + (8 * memberCount); i += 8)
                    members.Add(new BtfMember(Text(Word(i)), 0, 0, Word(i + 4)));
            }
            var array = kind == BtfKind.Array ? (Word(body), Word(body + 8)) : default;
            types.Add(new BtfType(kind, Text(Word(at)), Word(at + 8), members) { Array = array });
            at = body + BodySize(kind, memberCount);
        }
        return types;
    }

    private static int BodySize(BtfKind kind, int memberCount) => kind switch
    {
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12 * memberCount,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8 * memberCount,
        _ => 0,
    };

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_section.AsSpan(at));

    private string Text(uint offset)
    {
        ReadOnlySpan<byte> rest = _section.AsSpan(_strings + (int)offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
