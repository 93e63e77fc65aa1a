namespace Telos.Linux;

/// <summary>Numbers of include/uapi/linux/capability.h that Telos asks about.</summary>
public enum Capability
{
    CAP_KILL = 5,
    CAP_NET_BIND_SERVICE = 10,
    CAP_NET_ADMIN = 12,
    CAP_SYS_PTRACE = 19,
    CAP_SYS_ADMIN = 21,
    CAP_SYS_RESOURCE = 24,
    CAP_PERFMON = 38,
    CAP_BPF = 39,
}
