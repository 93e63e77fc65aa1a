using System.Net;

namespace Telos.Core.Policy;

/// <summary>What was refused, from the words in which the log tells it (Telos.Daemon.Events.EventText).</summary>
internal static class RefusedSubject
{
    /// <summary>"connect tcp 192.0.2.1:443", "send udp [2001:db8::1]:53". Null: it names none.</summary>
    public static IPEndPoint? Destination(string subject) =>
        IPEndPoint.TryParse(subject.AsSpan(subject.LastIndexOf(' ') + 1), out IPEndPoint? destination) ? destination : null;

    /// <summary>"read /srv/payroll/2026", "connect to /run/docker.sock". Null: it is none of a path.</summary>
    public static (PathAccess Access, string Path)? Attempt(string subject)
    {
        int slash = subject.IndexOf('/', StringComparison.Ordinal);
        PathAccess? access = slash < 0 ? null : subject[..slash] switch
        {
            "read " => PathAccess.Read,
            "write " => PathAccess.Write,
            "read and write " => PathAccess.Read | PathAccess.Write,
            "connect to " => PathAccess.Connect,
            _ => null,
        };
        return access is { } wanted ? (wanted, subject[slash..]) : null;
    }
}
