using System.Buffers.Binary;
using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class EventWriterTests
{
    private static readonly CompiledPolicy s_policy = new(
        Verdict.Allow, "fetch a page", TimeSpan.FromMinutes(1), [], [], [], []);

    [Fact]
    public void Consume_OfAnExecEvent_WritesARefusal()
    {
        AuditRecord record = Write(EventBytes.Exec(reason: 10, verdict: 1, "/usr/bin/nc"));
        Assert.Equal(
            new AuditRecord(
                1, record.Time, "refused", 7, 10, 9, 1000, "curl", "exec", "DENY", "exec_not_granted", "LOW", "/usr/bin/nc",
                "fetch a page", Lineage: "bash[9] < sh[8]"),
            record);
    }

    [Fact]
    public void Consume_InAuditMode_SaysThatItWentAhead()
    {
        AuditRecord record = Write(EventBytes.Exec(reason: 11, verdict: 3, "/usr/bin/nc"));
        Assert.Equal(("audited", "AUDIT", "exec_changed"), (record.Action, record.Verdict, record.Reason));
    }

    [Fact]
    public void Consume_OfANetworkEvent_SaysWhereTo()
    {
        byte[] address = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1];
        AuditRecord record = Write(EventBytes.Network(20, address, operation: 1, family: 2, port: 443, protocol: 6));
        Assert.Equal(
            ("refused", "network", "net_not_granted", "connect tcp 192.0.2.1:443"),
            (record.Action, record.Gate, record.Reason, record.Subject));
    }

    [Fact]
    public void Consume_OfAnArrivalFromABlockedAddress_IsADropAndNobodysRefusal()
    {
        byte[] address = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1];
        AuditRecord record = Write(EventBytes.Network(27, address, operation: 8, family: 2, port: 0, protocol: 17));
        Assert.Equal(
            ("dropped", "network", "net_blocked", "udp from 192.0.2.1"),
            (record.Action, record.Gate, record.Reason, record.Subject));
    }

    [Theory]
    [InlineData(30, 1, "refused", "file_labelled", "LOW", "read /etc/shadow")]
    [InlineData(30, 2, "refused", "file_labelled", "LOW", "write /etc/shadow")]
    [InlineData(30, 3, "refused", "file_labelled", "LOW", "read and write /etc/shadow")]
    [InlineData(32, 1, "taint", "taint_raised", "CRITICAL", "read /etc/shadow")]
    public void Consume_OfAFileEvent_SaysTheAccessAndTheTaint(
        uint reason, ushort access, string action, string name, string taint, string subject)
    {
        AuditRecord record = Write(EventBytes.File(reason, level: 4, access, "/etc/shadow"));
        Assert.Equal(
            (action, "file", name, taint, subject),
            (record.Action, record.Gate, record.Reason, record.Taint, record.Subject));
    }

    [Theory]
    [InlineData(257, "openat")]
    [InlineData(47, "recvmsg")]
    [InlineData(438, "pidfd_getfd")]
    [InlineData(163, "acct")]
    [InlineData(500, "syscall 500")]
    [InlineData(0x8000 | 372, "recvmsg (i386)")]
    [InlineData(0x8000 | 500, "syscall 500 (i386)")]
    public void Consume_OfAFileEvent_SaysTheCall(ushort call, string name)
    {
        AuditRecord record = Write(EventBytes.File(reason: 38, level: 4, access: 1, "/srv/.env.backup", call));
        Assert.Equal(("decoy", "read /srv/.env.backup", name), (record.Action, record.Subject, record.Call));
    }

    [Theory]
    [InlineData(53, 4242, "signal_daemon", "process 4242")]
    [InlineData(50, 0, "bpf_syscall", "")]
    public void Consume_OfATamperEvent_SaysWhomItWasAimedAt(uint reason, uint targetPid, string name, string subject)
    {
        AuditRecord record = Write(EventBytes.Tamper(reason, targetPid));
        Assert.Equal(("refused", "tamper", name, subject), (record.Action, record.Gate, record.Reason, record.Subject));
    }

    [Fact]
    public void Consume_OfAnUnknownAgent_WritesItWithoutAGoal()
    {
        AuditRecord record = Write(EventBytes.Tamper(1, 0), agent: null);
        Assert.Equal(("refused", 7u, "state_missing", null), (record.Action, record.Agent, record.Reason, record.Goal));
    }

    [Fact]
    public void Consume_OfTheCanary_IsAProbe()
    {
        AgentEntry canary = new(7, 0, "", AnyCgroup.Open());
        Assert.Equal("probed", Write(EventBytes.Tamper(50, 0), canary).Action);
    }

    [Fact]
    public void Consume_OfAnAdoptedAgentWithoutARecord_IsARefusal()
    {
        AgentEntry adopted = new(7, 0, "", AnyCgroup.Open()) { Adopted = true };
        Assert.Equal("refused", Write(EventBytes.Tamper(50, 0), adopted).Action);
    }

    [Fact]
    public void Consume_OfNumbersThatTheHeaderDoesNotHave_WritesThemAsTheyAre()
    {
        AuditRecord record = Write(EventBytes.Exec(reason: 999, verdict: 77, "/x"));
        Assert.Equal(("refused", "77", "unknown"), (record.Action, record.Verdict, record.Reason));
    }

    [Theory]
    [InlineData(5, 400, "an event of 400 bytes was not understood (UnknownKind)")]
    [InlineData(0, 120, "an event of 120 bytes was not understood (UnknownKind)")]
    [InlineData(1, 351, "an event of 351 bytes was not understood (TooShort)")]
    [InlineData(1, 63, "an event of 63 bytes was not understood (TooShort)")]
    public void Consume_OfSomethingElse_IsAFaultAndNoRecord(byte kind, int size, string fault)
    {
        using TempDirectory temp = new();
        using AuditLog log = new(temp.File("audit.jsonl"));
        EventWriter writer = new(log, _ => null);
        Assert.Null(writer.Fault);
        byte[] record = new byte[size];
        record[8] = kind;
        writer.Consume(record);
        writer.Settle();
        Assert.Equal(fault, writer.Fault);
        Assert.Empty(AuditFile.Read(temp.File("audit.jsonl")));
    }

    [Fact]
    public void Consume_OfNoBytes_IsAFault()
    {
        using TempDirectory temp = new();
        using AuditLog log = new(temp.File("audit.jsonl"));
        EventWriter writer = new(log, _ => null);
        writer.Consume([]);
        Assert.Equal("an event of 0 bytes was not understood (TooShort)", writer.Fault);
    }

    [Fact]
    public void Consume_OfAnEventOfASecondAgo_WritesTheWallClockThatLongAgo()
    {
        const ulong SecondNs = 1_000_000_000;
        byte[] e = EventBytes.Exec(reason: 10, verdict: 1, "/usr/bin/nc");
        BinaryPrimitives.WriteUInt64LittleEndian(e, Clock.BootNs() - SecondNs);
        string text = Write(e).Time;
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$", text);
        DateTime time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        Assert.InRange(DateTime.UtcNow - time, TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(60));
    }

    private static AuditRecord Write(byte[] record) =>
        Write(record, new AgentEntry(7, 1000, "/usr/bin/curl", AnyCgroup.Open()) { Policy = s_policy });

    private static AuditRecord Write(byte[] record, AgentEntry? agent)
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            EventWriter writer = new(log, id => id == 7 ? agent : null);
            writer.Consume(record);
            writer.Settle();
            Assert.Null(writer.Fault);
        }

        return Assert.Single(AuditFile.Read(path));
    }
}
