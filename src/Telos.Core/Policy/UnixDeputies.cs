using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>
/// Unix sockets behind which somebody acts for whoever asks, outside all gates: starts programs, signs, types, hands
/// out secrets. No policy opens them, whatever the operator's list says.
/// </summary>
public static class UnixDeputies
{
    /// <summary>Where they lie, each with its subtree; labelled, so that no link leads around the rule.</summary>
    public static ImmutableArray<string> Paths { get; } =
    [
        // systemd(1), dbus-daemon(1), polkit(8), user sessions: buses, keyrings, agents, displays, sound.
        "/run/dbus", "/run/polkit", "/run/systemd", "/run/udev", "/run/user",

        // Whoever may ask them to start a container is root.
        "/run/buildkit", "/run/containerd", "/run/crio", "/run/docker", "/run/docker.sock", "/run/incus", "/run/libpod",
        "/run/libvirt", "/run/lxc", "/run/podman", "/run/snapd-snap.socket", "/run/snapd.socket", "/var/lib/incus",
        "/var/lib/lxd", "/var/snap/lxd",

        // Terminals and displays of others, printers, cards, power.
        "/run/acpid.socket", "/run/cups", "/run/pcscd", "/run/screen", "/run/tmux", "/tmp/.X11-unix", "/tmp/.ICE-unix",
        "/run/gssproxy.sock", "/run/sssd", "/run/uuidd",
    ];

    // ssh-agent(1), gpg-agent(1), tmux(1), screen(1), docker and podman of a user, editors' own servers.
    private static readonly string[] s_names =
    [
        "S.gpg-agent", "S.gpg-agent.ssh", "S.gpg-agent.extra", "S.gpg-agent.browser", "S.scdaemon", "S.dirmngr",
        "docker.sock", "podman.sock", "containerd.sock", "buildkitd.sock", "libvirt-sock", "system_bus_socket", "bus",
    ];

    private static readonly string[] s_directories = ["ssh-*", "tmux-*", "vscode-*", ".gnupg", ".ssh", ".screen"];

    /// <summary>Whether a normalised path leads to one of them, by its place or by its name.</summary>
    public static bool Hold(string path)
    {
        // hier(7): an older name of the same directory.
        string modern = path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path;
        string[] segments = LabelMatch.Segments(modern);
        return Paths.Any(place => LabelMatch.Covers(place, modern))
            || segments is [.., var name] && s_names.Contains(name, StringComparer.Ordinal)
            || segments.Any(segment => s_directories.Any(d => LabelMatch.SegmentMatches(d, segment)));
    }
}
