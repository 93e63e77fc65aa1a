using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>What a response comes to, taken off the stack so that tests can compare it.</summary>
internal sealed record Canonical(DnsStatus Status, AnswerShape Shape, byte[] Wire, ushort[] TtlOffsets)
{
    public static Canonical Of(byte[] message, bool dnssecOk = false, int room = 65535, int ttlRoom = 4096)
    {
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        byte[] name = new byte[response.Question.Name.WireLength];
        response.Question.Name.CopyLowerTo(name);
        byte[] wire = new byte[room];
        ushort[] ttlOffsets = new ushort[ttlRoom];
        DnsStatus status = CanonicalAnswer.TryBuild(response, name, dnssecOk, wire, ttlOffsets, out AnswerShape shape);
        return new Canonical(status, shape, wire[..shape.Length], ttlOffsets[..shape.TtlCount]);
    }
}
