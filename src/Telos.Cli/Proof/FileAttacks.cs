using System.Net;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>File, change and flow gate: what is labelled, what is outside the write areas, and what runs later.</summary>
internal static class FileAttacks
{
    private const int Executable = 0x1ED;
    private const int Readable = 0x1A4;

    public static Attack[] All { get; } =
    [
        new("files.labelled_file_opened/open", null, _ => FileAttempt.Read(TelosPaths.CanaryLabelled)),
        new("files.labelled_file_opened/openat2", null, _ => FileAttempt.ReadByOpenat2(TelosPaths.CanaryLabelled)),
        new("flow.path_descriptor_opened_again", 58, _ => FileAttempt.Reopen(TelosPaths.CanaryLabelled)),
        new("flow.secret_by_file_handle", 59, _ =>
            FileAttempt.ReadByHandle(TelosPaths.CanaryLabelled, TelosPaths.CanaryDirectory)),
        new("flow.hard_link_of_a_secret", 56, _ =>
            FileAttempt.Link(TelosPaths.CanaryLabelled, $"{TelosPaths.CanaryDirectory}/linked")),
        new("damage.file_outside_written", 60, on => FileAttempt.Write(on.File)),
        new("damage.file_outside_truncated", 60, on => FileAttempt.Truncate(on.File)),
        new("damage.file_outside_renamed", 60, on => FileAttempt.Rename(on.File, on.InOutside("renamed"))),
        new("damage.file_outside_made_executable", 60, on => FileAttempt.ChangeMode(on.File, Executable, Readable)),
        new("damage.file_outside_given_away", 60, on => FileAttempt.ChangeOwner(on.File)),
        new("damage.file_outside_given_other_times", 60, on => FileAttempt.ChangeTimes(on.File)),
        new("damage.file_outside_created", 60, on => FileAttempt.Create(on.InOutside("created"))),
        new("damage.directory_outside_made", 60, on => FileAttempt.MakeDirectory(on.InOutside("made"))),
        new("damage.link_outside_made", 60, on => FileAttempt.LinkTo("/", on.InOutside("made"))),
        new("deputies.start_file_of_bash", 72, on => FileAttempt.Create(on.InArea(".bashrc"))),
        new("deputies.authorized_keys", 72, on => FileAttempt.Create(on.InArea(".ssh/authorized_keys"))),
        new("deputies.hook_of_git", 72, on => FileAttempt.Create(on.InArea(".git/hooks/pre-commit"))),
        new("interfaces.program_for_core_dumps", 82, _ => FileAttempt.Write("/proc/sys/kernel/core_pattern")),
        new("flow.send_on_a_connection_from_before", 54, on => on.Kept?.Send() ?? Errno.ENOTCONN, AfterTaint: true),
        new("flow.write_to_a_connection_from_before", 54, on => on.Kept?.Write() ?? Errno.ENOTCONN, AfterTaint: true),
        new("flow.sendfile_to_a_connection_from_before", 54, on => on.Kept?.SendFile(on.InArea("own")) ?? Errno.ENOTCONN,
            AfterTaint: true),
        new("flow.datagram_socket_from_before", null, on => on.Kept?.WriteDatagram() ?? Errno.ENOTCONN, AfterTaint: true),
        new("control.tainted_agent_waits", 94, on => SocketAttempt.Connect(new IPEndPoint(IPAddress.Loopback, on.GrantedTcp)),
            AfterTaint: true),
        new("flow.tainted_write_to_a_shared_file", 69, on => FileAttempt.Write(on.InArea("own")), AfterTaint: true),
        new("carriers.name_of_a_file", 68, on => FileAttempt.Create(on.InArea("named")), AfterTaint: true),
        new("carriers.name_of_a_directory", 68, on => FileAttempt.MakeDirectory(on.InArea("named")), AfterTaint: true),
        new("carriers.body_of_a_symbolic_link", 68, on => FileAttempt.LinkTo("secret", on.InArea("named")), AfterTaint: true),
        new("carriers.mode_of_a_file", 68, on => FileAttempt.ChangeMode(on.InArea("own"), Executable, Readable),
            AfterTaint: true),
        new("carriers.name_of_a_thread", 68, _ => TaskAttempt.NameThread(), AfterTaint: true),
    ];
}
