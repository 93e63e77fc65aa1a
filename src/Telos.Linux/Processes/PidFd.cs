using System.Net.Sockets;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>
/// A process that cannot be mistaken for another: its number may be given away, the descriptor may not.
/// </summary>
public sealed unsafe class PidFd : Descriptor
{
    private const ulong NsPerSecond = 1_000_000_000;

    private PidFd(int fd, int pid)
        : base(fd) => Pid = pid;

    /// <summary>
    /// The number at the time of opening, for messages and for /proc while the process lives.
    /// </summary>
    public int Pid { get; }

    /// <summary>
    /// Its memory becomes no file when it crashes: the limit is 0, soft and hard. A program that the kernel starts for that
    /// (core(5)) is started all the same.
    /// </summary>
    public Errno TryForbidCoreFiles()
    {
        ulong* none = stackalloc ulong[2] { 0, 0 };
        return Syscall.Of(LibcProcesses.prlimit64(Pid, LibcProcesses.RLIMIT_CORE, none, null));
    }

    public bool HasExited
    {
        get
        {
            LinuxException.ThrowIf(LibcEvents.IsReadable(this, out bool exited), "poll", $"pidfd of {Pid}");
            return exited;
        }
    }

    public static Errno TryOpen(int pid, out PidFd? process)
    {
        int fd = LibcProcesses.pidfd_open(pid, 0);
        process = fd < 0 ? null : new PidFd(fd, pid);
        return Syscall.Of(fd);
    }

    /// <summary>As <see cref="TryFromPeer"/>, for callers that expect the peer to be there.</summary>
    public static PidFd FromPeer(Socket peer)
    {
        Errno error = TryFromPeer(peer, Clock.BootNs(), out PidFd? process);
        LinuxException.ThrowIf(error, "pidfd of socket peer");
        return process!;
    }

    /// <summary>
    /// The process that connected this unix socket. ESRCH when it is gone. From 6.5 the kernel hands out a
    /// descriptor of that very process (SO_PEERPIDFD). Before, only its number is known, and a number can be
    /// reused: the peer exits, a descriptor of its socket lives on in a child, and somebody else gets the
    /// number. A process that started after <paramref name="acceptedBootNs"/> is therefore not the peer, and
    /// is refused; opening first and checking that it still lives afterwards makes the start time belong to
    /// the descriptor. What that leaves is a number reused between connect and accept, so the caller takes
    /// the time right after accept, and accepts without delay.
    /// </summary>
    public static Errno TryFromPeer(Socket peer, ulong acceptedBootNs, out PidFd? process)
    {
        process = null;
        PeerCredentials credentials = PeerCredentials.Of(peer);
        Errno error = LibcSockets.GetOption(peer.SafeHandle, LibcSockets.SO_PEERPIDFD, out int fd);
        if (error == Errno.None)
        {
            process = new PidFd(fd, credentials.Pid);
            return Errno.None;
        }

        return error == Errno.ENOPROTOOPT
            ? TryOpenStartedBefore(credentials.Pid, acceptedBootNs, out process)
            : NotThere(error);
    }

    /// <summary>Signal 0 asks whether the process is there.</summary>
    public Errno Signal(int signal) => Syscall.Of(LibcProcesses.pidfd_send_signal(this, signal, null, 0));

    internal static Errno TryOpenStartedBefore(int pid, ulong bootNs, out PidFd? process)
    {
        process = null;

        // Pid 0 is a peer outside our pid namespace.
        if (pid <= 0)
        {
            return Errno.ESRCH;
        }

        Errno error = TryOpen(pid, out PidFd? opened);
        if (error != Errno.None)
        {
            return NotThere(error);
        }

        ulong limitTicks = bootNs / (NsPerSecond / (ulong)ProcessStat.TicksPerSecond);
        bool known = ProcessStat.TryReadStartTicks(pid, out ulong startTicks);
        if (known && startTicks <= limitTicks && !opened!.HasExited)
        {
            process = opened;
            return Errno.None;
        }

        opened!.Dispose();
        return Errno.ESRCH;
    }

    // EINVAL: pidfd_open of a thread that leads no group; SO_PEERPIDFD of a peer already reaped.
    private static Errno NotThere(Errno error) => error == Errno.EINVAL ? Errno.ESRCH : error;
}
