namespace Telos.Core.Policy;

/// <summary>The kernel's own bits: TELOS_ACCESS_READ and its neighbours.</summary>
[Flags]
public enum PathAccess : byte
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>To run what was written below the path, or to map it executable.</summary>
    Execute = 4,

    /// <summary>To connect to the unix socket that has the path as its name.</summary>
    Connect = 8,
}
