using System.Buffers.Binary;
using System.Text;

namespace Telos.Daemon.Tests.Events;

/// <summary>Records as a gate writes them, at the offsets of bpf/common_maps.h.</summary>
internal static class EventBytes
{
    public const int ExecSize = 408;
    public const int NetworkSize = 152;
    public const int FileSize = 432;
    public const int TamperSize = 128;

    public static byte[] Exec(uint reason, uint verdict, string path)
    {
        byte[] record = Header(ExecSize, kind: 1, gate: 1, verdict, reason);
        Encoding.UTF8.GetBytes(path, record.AsSpan(152));
        return record;
    }

    public static byte[] Network(uint reason, byte[] address, uint operation, ushort family, ushort port, ushort protocol)
    {
        byte[] record = Header(NetworkSize, kind: 2, gate: 2, verdict: 1, reason);
        address.CopyTo(record, 120);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(136), operation);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(140), family);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(144), port);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(146), protocol);
        return record;
    }

    public static byte[] File(uint reason, uint level, ushort access, string path, ushort call = 257)
    {
        byte[] record = Header(FileSize, kind: 3, gate: 3, verdict: 1, reason);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(168), level);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(172), access);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(174), call);
        Encoding.UTF8.GetBytes(path, record.AsSpan(176));
        return record;
    }

    public static byte[] Tamper(uint reason, uint targetPid)
    {
        byte[] record = Header(TamperSize, kind: 4, gate: 5, verdict: 1, reason);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(120), targetPid);
        return record;
    }

    // Taint LOW, agent 7, process 10, thread 11, uid 1000, comm "curl", started by bash 9, that by sh 8, that by nothing.
    private static byte[] Header(int size, uint kind, uint gate, uint verdict, uint reason)
    {
        byte[] record = new byte[size];
        BinaryPrimitives.WriteUInt64LittleEndian(record, 1_000_000_000);
        uint[] words = [kind, gate, verdict, reason, 1, 7, 10, 11, 1000];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8 + (4 * i)), words[i]);
        }

        Encoding.ASCII.GetBytes("curl", record.AsSpan(44));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(60), 9);
        Encoding.ASCII.GetBytes("bash", record.AsSpan(64));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(80), 8);
        Encoding.ASCII.GetBytes("sh", record.AsSpan(84));
        return record;
    }
}
