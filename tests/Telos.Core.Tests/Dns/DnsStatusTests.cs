using System.Buffers;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>Each reason for a rejection, by the octets that cause it.</summary>
public sealed class DnsStatusTests
{
    private const string Root = "00 0029 04d0 00000000 ";
    private const string Address = "c00c 0001 0001 0000003c 0004 c0000201 ";

    private static readonly Dictionary<DnsStatus, Func<DnsStatus>> s_cases = new()
    {
        [DnsStatus.Ok] = () => Query(Octets.Query(Octets.Question)),
        [DnsStatus.End] = ReadBehindTheLast,
        [DnsStatus.HeaderTooShort] = () => Query(Octets.Of("1234 0100 0001 0000 0000 00")),
        [DnsStatus.NotQuery] = () => Query(Octets.Response("0001 0000 0000 0000", Octets.Question)),
        [DnsStatus.NotResponse] = () => Response(Octets.Query(Octets.Question)),
        [DnsStatus.OpcodeUnsupported] = () => Query(Octets.Of("1234 2000 0001 0000 0000 0000" + Octets.Question)),
        [DnsStatus.QuestionCount] = () => Query(Octets.Query(Octets.Question + Octets.Question, "0002 0000 0000 0000")),
        [DnsStatus.RecordCount] = () => Query(Octets.Query(Octets.Question + Address, "0001 0001 0000 0000")),
        [DnsStatus.AdditionalUnsupported] = () => Query(Octets.Query(Octets.Question + Address, "0001 0000 0000 0001")),
        [DnsStatus.ClassUnsupported] = () => Query(Octets.Query("07'version'04'bind'00 0010 0003")),
        [DnsStatus.TypeUnsupported] = () => Query(Octets.Query("07'example'00 00fc 0001")),
        [DnsStatus.TrailingOctets] = () => Query(Octets.Query(Octets.Question + "00")),
        [DnsStatus.NameTruncated] = () => Query(Octets.Query("03'ww'")),
        [DnsStatus.NameTooLong] = () => Query(Octets.Query("(3f 'a'*63)*3 3e 'a'*62 00 0001 0001")),
        [DnsStatus.LabelType] = () => Query(Octets.Query("41'a'00 0001 0001")),
        [DnsStatus.PointerForward] = () => Query(Octets.Query("c00c 0001 0001")),
        [DnsStatus.PointerIntoHeader] = () => Query(Octets.Query("c00b 0001 0001")),
        [DnsStatus.PointerChain] = () => Response(DnsNameTests.PointerChain(128)),
        [DnsStatus.QuestionTruncated] = () => Query(Octets.Query("03'www'00 0001 00")),
        [DnsStatus.RecordTruncated] = () => Response(Answer("c00c 0001 0001 0000003c 00")),
        [DnsStatus.RdataTruncated] = () => Response(Answer("c00c 0001 0001 0000003c 0004 c00002")),
        [DnsStatus.RdataLength] = () => Response(Answer("c00c 0001 0001 0000003c 0005 c000020100")),
        [DnsStatus.EdnsRepeated] = () =>
            Response(Octets.Response("0001 0000 0000 0002", Octets.Question + Root + "0000" + Root + "0000")),
        [DnsStatus.EdnsSection] = () => Response(Answer(Root + "0000")),
        [DnsStatus.EdnsOwner] = () => Query(WithEdns("c00c 0029 04d0 00000000 0000")),
        [DnsStatus.EdnsVersion] = () => Query(WithEdns("00 0029 04d0 00010000 0000")),
        [DnsStatus.EdnsOptionTruncated] = () => Query(WithEdns(Root + "000b 000a 0008 '1234567'")),
        [DnsStatus.EdnsOptionCount] = () => Query(WithEdns(Root + "0084 (fde9 0000)*33")),
        [DnsStatus.SvcParameters] = () =>
            Response(Answer("c00c 0041 0001 0000003c 0011 0001 00 0004 0004 c0000201 0003 0002 01bb")),
        [DnsStatus.NoRoom] = () => Canonical.Of(Answer(Address), room: 33 + 15).Status,
        [DnsStatus.AliasChain] = () => Canonical.Of(Answer("c00c 0005 0001 0000003c 0002 c00c")).Status,
        [DnsStatus.FrameEmpty] = () => Frame([0, 0]),
    };

    public static TheoryData<DnsStatus> Members => [.. Enum.GetValues<DnsStatus>()];

    [Theory]
    [MemberData(nameof(Members))]
    public void Status_OfItsOctets(DnsStatus status)
    {
        Assert.True(s_cases.TryGetValue(status, out Func<DnsStatus>? run), $"no octets cause {status}");
        Assert.Equal(status, run());
    }

    private static byte[] Answer(string record) => Octets.Response("0001 0001 0000 0000", Octets.Question + record);

    private static byte[] WithEdns(string record) => Octets.Query(Octets.Question + record, "0001 0000 0000 0001");

    private static DnsStatus Frame(byte[] octets)
    {
        ReadOnlySequence<byte> buffer = new(octets);
        return StreamFraming.TryReadFrame(ref buffer, out _);
    }

    private static DnsStatus Query(byte[] message) => DnsQuery.TryParse(message, out _);

    private static DnsStatus Response(byte[] message) => DnsResponse.TryParse(message, out _);

    private static DnsStatus ReadBehindTheLast()
    {
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(Answer(Address), out DnsResponse response));
        DnsRecordCursor records = response.Records;
        Assert.Equal(DnsStatus.Ok, records.TryReadNext(out _));
        return records.TryReadNext(out _);
    }
}
