using System.Collections.Frozen;

namespace Telos.Core.Containers;

/// <summary>podman-run(1), docker run: what matters of their options.</summary>
internal static class ContainerOptions
{
    /// <summary>What has no value behind it. Any other has one: a word too many is taken for one, never one too few.</summary>
    public static FrozenSet<string> Plain { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "--debug", "-D", "--detach", "-d", "--disable-content-trust", "--env-host", "--help", "-h", "--http-proxy", "--init",
        "--interactive", "-i", "--no-healthcheck", "--no-hostname", "--no-hosts", "--noout", "--oom-kill-disable", "--passwd",
        "--privileged", "--publish-all", "-P", "--quiet", "-q", "--read-only", "--read-only-tmpfs", "--remote", "-r", "--replace",
        "--rm", "--rmi", "--rootfs", "--sig-proxy", "--syslog", "--tls", "--tls-verify", "--tlsverify", "--trace", "--tty", "-t",
        "--unsetenv-all");

    /// <summary>Options that are refused, and why.</summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--runtime"] = "the runtime is what enrols the container",
        ["--runtime-flag"] = "the runtime is what enrols the container",
        ["--cgroup-parent"] = "an agent's cgroup is in telos.slice",
        ["--cgroup-manager"] = "an agent's cgroup is in telos.slice",
        ["--cgroup-conf"] = "an agent's cgroup is in telos.slice",
        ["--cgroups"] = "an agent's cgroup is in telos.slice",
        ["--cgroupns"] = "an agent sees no cgroups but its own",
        ["--privileged"] = "an agent has no rights over the machine",
        ["--pid"] = "an agent sees no processes but its own",
        ["--ipc"] = "an agent shares memory with nobody",
        ["--userns"] = "in a user namespace of its own an agent's users would be others",
        ["--uidmap"] = "in a user namespace of its own an agent's users would be others",
        ["--gidmap"] = "in a user namespace of its own an agent's users would be others",
        ["--subuidname"] = "in a user namespace of its own an agent's users would be others",
        ["--subgidname"] = "in a user namespace of its own an agent's users would be others",
        ["--init"] = "the first program would be another than yours",
        ["--init-path"] = "the first program would be another than yours",
        ["--systemd"] = "the first program would get rights that an agent has not",
        ["--pod"] = "a pod's containers share what an agent has for itself",
        ["--pod-id-file"] = "a pod's containers share what an agent has for itself",
        ["--remote"] = "the container would start elsewhere",
        ["-r"] = "the container would start elsewhere",
        ["--url"] = "the container would start elsewhere",
        ["--connection"] = "the container would start elsewhere",
        ["-c"] = "write --cpu-shares, or leave the connection out: the container would start elsewhere",
        ["--host"] = "the container would start elsewhere",
        ["-H"] = "the container would start elsewhere",
        ["--context"] = "the container would start elsewhere",
        ["--hooks-dir"] = "a hook would run when the container is complete already",
        ["--volumes-from"] = "what another container mounts is not known here: write -v",
        ["--help"] = "ask the engine itself",
        ["-h"] = "write --hostname, or ask the engine itself for help",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenSet<string> Mounts { get; } = FrozenSet.Create(StringComparer.Ordinal, "-v", "--volume", "--mount");

    /// <summary>What no container gets, nor a directory around it.</summary>
    public static string[] Guarded { get; } = ["/etc/telos", "/proc", "/run/telos", "/sys", "/var/lib/telos"];
}
