namespace Telos.Daemon;

/// <summary>Where the parts find each other. Everything under RunDirectory goes with a reboot.</summary>
public static class TelosPaths
{
    public const string RunDirectory = "/run/telos";
    public const string AgentSocket = RunDirectory + "/agent.sock";
    public const string ControlSocket = RunDirectory + "/control.sock";
    public const string LockFile = RunDirectory + "/daemon.lock";
    public const string DaemonLog = RunDirectory + "/daemon.log";
    public const string AgentsDirectory = RunDirectory + "/agents";

    /// <summary>What containers that are not started yet are about to do (ContainerDeclaration).</summary>
    public const string ContainersDirectory = RunDirectory + "/containers";
    public const string CanaryDirectory = RunDirectory + "/canary";
    public const string CanaryLabelled = CanaryDirectory + "/labelled";
    public const string CanaryTainting = CanaryDirectory + "/tainting";

    public const string StateDirectory = "/var/lib/telos";
    public const string AuditLog = StateDirectory + "/audit.jsonl";
    public const string AuditStore = StateDirectory + "/audit.db";
    public const string AuditKey = StateDirectory + "/audit.key";
    public const string AuditPublicKey = StateDirectory + "/audit.pub";
    public const string DecoysDirectory = StateDirectory + "/decoys";

    /// <summary>What is mounted for agents. They see the name in /proc/self/mountinfo: it says nothing.</summary>
    public const string FilesDirectory = StateDirectory + "/files";
    public const string BrowserKey = StateDirectory + "/browser.key";
    public const string DomainDatabase = StateDirectory + "/domains.db";
    public const string DomainIndex = StateDirectory + "/domains.idx";

    public const string ConfigDirectory = "/etc/telos";
    public const string CeilingFile = ConfigDirectory + "/policy.yaml";
    public const string ProgramsFile = ConfigDirectory + "/programs.txt";

    public const string BpfMount = "/sys/fs/bpf";
    public const string Pins = BpfMount + "/telos";

    /// <summary>
    /// Relative to the cgroup2 mount: parent of every agent's cgroup. For systemd it is a slice, so that a unit can be an agent.
    /// </summary>
    public const string AgentsCgroup = "telos.slice";
}
