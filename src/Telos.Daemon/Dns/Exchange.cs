using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>One question that upstream is asked, for all who wait for its answer.</summary>
internal struct Exchange
{
    /// <summary>Goes up each time the slot is given out, so that a late answer finds nobody.</summary>
    public uint Generation;

    public bool IsUsed;

    /// <summary>It was asked by TCP or TLS; no datagram answers it any more.</summary>
    public bool IsStream;

    /// <summary>Asked to learn whether the server is there, which alone is asked.</summary>
    public bool IsProbe;

    public bool DnssecOk;

    public bool CheckingDisabled;

    public DnsType Type;

    public byte NameLength;

    /// <summary>Times it was asked.</summary>
    public byte Attempts;

    /// <summary>A bit for each upstream that was asked.</summary>
    public uint Asked;

    public int Upstream;

    /// <summary>The slot of the socket by which it was asked, and the id: both are as unguessable as the letter case.</summary>
    public int Socket;

    public ushort Id;

    public ulong CaseBits;

    public long AskedMs;

    public int FirstWaiter;

    public int Waiters;

    /// <summary>Links of the table by question, and of the timer's bucket; -1: none.</summary>
    public int NextAlike;

    public int NextDue;

    public int PreviousDue;

    public int Bucket;

    public readonly uint Variant => new UpstreamQuestion(default, Type, DnssecOk, CheckingDisabled).Variant;
}
