namespace Telos.Linux.Bpf;

/// <summary>BPF_ANY, BPF_NOEXIST and BPF_EXIST.</summary>
public enum UpdateMode
{
    Any = 0,
    NoExist = 1,
    Exist = 2,
}
