using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>Where a thread writes one canonical answer after the other.</summary>
internal sealed class AnswerRoom
{
    /// <summary>An answer with more records is not taken.</summary>
    private const int TtlCountMax = 4096;

    private readonly byte[] _wire = new byte[DnsLimits.MessageLengthMax];
    private readonly ushort[] _ttlOffsets = new ushort[TtlCountMax];

    public Span<byte> Wire => _wire;

    public Span<ushort> TtlOffsets => _ttlOffsets;

    public ReadOnlySpan<byte> WireOf(AnswerShape shape) => _wire.AsSpan(0, shape.Length);

    public ReadOnlySpan<ushort> TtlOffsetsOf(AnswerShape shape) => _ttlOffsets.AsSpan(0, shape.TtlCount);
}
