namespace Telos.Generators.Tests.KernelLayout;

/// <summary>What <see cref="KernelLayoutOutputTests"/>'s header becomes.</summary>
internal static class ApprovedOutput
{
    public const string KernelAbi = """
        namespace Telos.Core.Abi;

        /// <summary>The header's constants, in the header's spelling.</summary>
        public static class KernelAbi
        {
            public const uint TELOS_NAME_BYTES = 16;

            /// <summary>Counted in entries, not in bytes.</summary>
            public const uint TELOS_SEEN_MAX = 1024;
        }

        """;

    public const string Enums = """
        namespace Telos.Core.Abi;

        public enum EventKind : uint
        {
            Exec = 1,
            LongWait = 7,
        }

        """;

    public const string Structs = """
        using System;
        using System.Diagnostics.CodeAnalysis;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;

        namespace Telos.Core.Abi;

        [StructLayout(LayoutKind.Sequential, Size = 16)]
        public struct EventHeader
        {
            public const int SizeOf = 16;
            public const int OffsetOfTimeNs = 0;
            public const int OffsetOfKind = 8;
            public const int OffsetOfReserved = 12;

            public ulong TimeNs;
            public EventKind Kind;
            public uint Reserved;
        }

        /// <summary>
        /// What ran, if a &lt; b &amp;&amp; b &gt; c; a name that is cut at sixteen bytes has no
        /// terminator, as the kernel has it.
        /// </summary>
        [StructLayout(LayoutKind.Sequential, Size = 56)]
        public struct EventExec
        {
            public const int SizeOf = 56;
            public const int OffsetOfHeader = 0;
            public const int OffsetOfName = 16;
            public const int OffsetOfWaitedNs = 32;

            public EventHeader Header;
            public ByteArray16 Name;
            /// <summary>Since boot.</summary>
            public Int64Array3 WaitedNs;

            [UnscopedRef]
            public readonly ReadOnlySpan<byte> NameBytes => Name;
        }

        [StructLayout(LayoutKind.Sequential, Size = 16)]
        public struct EventLongWait
        {
            public const int SizeOf = 16;
            public const int OffsetOfHeader = 0;

            public EventHeader Header;
        }

        [InlineArray(16)]
        public struct ByteArray16
        {
            private byte _first;
        }

        [InlineArray(3)]
        public struct Int64Array3
        {
            private long _first;
        }

        """;

    public const string AbiLayout = """
        using System;
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;

        namespace Telos.Core.Abi;

        /// <summary>A struct of the kernel ABI, by its C names.</summary>
        public sealed record StructShape(
            string Name, int Size, IReadOnlyList<FieldShape> Fields);

        public sealed record FieldShape(string Name, int Offset, int Size);

        /// <summary>An enum of the kernel ABI, by its C names.</summary>
        public sealed record EnumShape(string Name, IReadOnlyList<ConstantShape> Constants);

        public sealed record ConstantShape(string Name, uint Value);

        /// <summary>The layout computed from the header, to be compared with the compilers'.</summary>
        public static class AbiLayout
        {
            public static IReadOnlyList<StructShape> Structs { get; } =
            [
                new("telos_event_header", 16,
                [
                    new("time_ns", 0, 8),
                    new("kind", 8, 4),
                    new("reserved", 12, 4),
                ]),
                new("telos_event_exec", 56,
                [
                    new("header", 0, 16),
                    new("name", 16, 16),
                    new("waited_ns", 32, 24),
                ]),
                new("telos_event_long_wait", 16,
                [
                    new("header", 0, 16),
                ]),
            ];

            public static IReadOnlyList<EnumShape> Enums { get; } =
            [
                new("telos_event_kind",
                [
                    new("TELOS_EVENT_KIND_EXEC", 1),
                    new("TELOS_EVENT_KIND_LONG_WAIT", 7),
                ]),
            ];

            /// <summary>Throws, naming the struct, where the runtime's size is not the kernel's.</summary>
            public static void Verify()
            {
                Verify<EventHeader>("telos_event_header", EventHeader.SizeOf);
                Verify<EventExec>("telos_event_exec", EventExec.SizeOf);
                Verify<EventLongWait>("telos_event_long_wait", EventLongWait.SizeOf);
            }

            private static void Verify<T>(string name, int size)
                where T : unmanaged
            {
                int actual = Unsafe.SizeOf<T>();
                if (actual == size)
                    return;
                string message = $"struct {name} has {actual} bytes here and {size} in the kernel";
                throw new InvalidOperationException(message);
            }
        }

        """;

    public const string KernelMaps = """
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;

        namespace Telos.Core.Abi;

        /// <summary>Values of enum bpf_map_type in include/uapi/linux/bpf.h.</summary>
        public enum MapType : uint
        {
            Hash = 1,
            Array = 2,
            PerCpuHash = 5,
            PerCpuArray = 6,
            LruHash = 9,
            LpmTrie = 11,
            ArrayOfMaps = 12,
            HashOfMaps = 13,
            SocketStorage = 24,
            RingBuffer = 27,
            InodeStorage = 28,
            TaskStorage = 29,
        }

        /// <summary>A map; the sizes of a ring buffer and the entries of local storage are 0.</summary>
        public record MapDescriptor(
            string Name, MapType Type, int KeySize, int ValueSize, uint MaxEntries);

        /// <summary>A map whose key and value have these layouts.</summary>
        public sealed record MapDescriptor<TKey, TValue>(
            string Name, MapType Type, uint MaxEntries)
            : MapDescriptor(
                Name, Type, Unsafe.SizeOf<TKey>(), Unsafe.SizeOf<TValue>(), MaxEntries)
            where TKey : unmanaged
            where TValue : unmanaged;

        /// <summary>The maps that the BPF programs and the daemon share.</summary>
        public static class KernelMaps
        {
            /// <summary>Who was seen.</summary>
            public static MapDescriptor<uint, EventExec> SeenLately { get; } =
                new("telos_seen_lately", MapType.LruHash, KernelAbi.TELOS_SEEN_MAX);

            public static MapDescriptor<uint, EventKind> Inodes { get; } =
                new("telos_inodes", MapType.InodeStorage, 0);

            public static MapDescriptor Events { get; } =
                new("telos_events", MapType.RingBuffer, 0, 0, 4096);

            public static IReadOnlyList<MapDescriptor> All { get; } =
            [
                SeenLately,
                Inodes,
                Events,
            ];
        }

        """;

    public const string EventDispatch = """
        using System;
        using System.Runtime.InteropServices;

        namespace Telos.Core.Abi;

        /// <summary>Takes the kernel's events. Each lies in the ring: copy what is to be kept.</summary>
        public interface IEventSink
        {
            void OnExec(in EventExec e);

            void OnLongWait(in EventLongWait e);
        }

        public enum DispatchStatus
        {
            Dispatched,
            TooShort,
            UnknownKind,
        }

        /// <summary>Hands a record of the ring to the method of its kind, without a copy.</summary>
        public static class EventDispatch
        {
            public static DispatchStatus Dispatch<TSink>(ReadOnlySpan<byte> record, ref TSink sink)
                where TSink : IEventSink, allows ref struct
            {
                if (record.Length < EventHeader.SizeOf)
                    return DispatchStatus.TooShort;

                switch (MemoryMarshal.AsRef<EventHeader>(record).Kind)
                {
                    case EventKind.Exec when record.Length < EventExec.SizeOf:
                        return DispatchStatus.TooShort;
                    case EventKind.Exec:
                        sink.OnExec(in MemoryMarshal.AsRef<EventExec>(record));
                        return DispatchStatus.Dispatched;
                    case EventKind.LongWait when record.Length < EventLongWait.SizeOf:
                        return DispatchStatus.TooShort;
                    case EventKind.LongWait:
                        sink.OnLongWait(in MemoryMarshal.AsRef<EventLongWait>(record));
                        return DispatchStatus.Dispatched;
                    default:
                        return DispatchStatus.UnknownKind;
                }
            }
        }

        """;
}
