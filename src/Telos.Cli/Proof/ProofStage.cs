using System.Globalization;
using System.Net;
using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>What the attacks are aimed at: files, sockets and processes that telos prove made itself, and Telos' own.</summary>
/// <param name="Area">A directory that agents may write.</param>
/// <param name="Outside">One that they may not.</param>
/// <param name="Free">A UDP port that nobody has.</param>
/// <param name="Resolver">Where a resolver of somebody else answers on port 53; null: nowhere.</param>
/// <param name="Bystander">A process outside, and Memory eight bytes of it.</param>
/// <param name="Cgroup">That of the processes outside.</param>
/// <param name="Pin">One of the gates' maps.</param>
internal sealed record ProofStage(
    string Area, string Outside, string Abstract, int Tcp, int Tcp6, int Udp, int GrantedTcp, int GrantedUdp, int Free,
    string? Resolver, int Bystander, long Memory, int Daemon, string Cgroup, string Pin)
{
    /// <summary>Of the process that attacks, not of the stage.</summary>
    public KeptConnection? Kept { get; set; }

    public IPEndPoint Stream => new(IPAddress.Loopback, Tcp);

    public IPEndPoint Datagrams => new(IPAddress.Loopback, Udp);

    /// <summary>The program that is not granted.</summary>
    public string Program => InOutside("ls");

    /// <summary>One that is, and that somebody else changes.</summary>
    public string Granted => InOutside("granted");

    public string File => InOutside("file");

    /// <summary>As the parent tells its processes, on one line: the fields between tabs, which none of them has.</summary>
    public string Line() => string.Join(
        '\t',
        [
            Area, Outside, Abstract, Text(Tcp), Text(Tcp6), Text(Udp), Text(GrantedTcp), Text(GrantedUdp), Text(Free),
            Resolver ?? "", Text(Bystander), Text(Memory), Text(Daemon), Cgroup, Pin,
        ]);

    public static ProofStage Read(string line)
    {
        string[] fields = line.Split('\t');
        int Port(int index) => (int)Number(fields[index]);
        return new ProofStage(
            fields[0], fields[1], fields[2], Port(3), Port(4), Port(5), Port(6), Port(7), Port(8),
            fields[9].Length == 0 ? null : fields[9], (int)Number(fields[10]), Number(fields[11]), (int)Number(fields[12]),
            fields[13], fields[14]);
    }

    public string InArea(string name) => $"{Area}/{name}";

    public string InOutside(string name) => $"{Outside}/{name}";

    public string OfBystander(string name) => $"/proc/{Bystander}/{name}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
