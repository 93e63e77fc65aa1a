namespace Telos.Daemon.Hyperion;

/// <summary>Who wants an address blocked: telos_block.reason.</summary>
internal enum BlockReason : ushort
{
    None = 0,

    /// <summary>By <c>telos hyperion block</c>. It goes before a grant.</summary>
    Operator = 1,

    /// <summary>A name that was denied leads there.</summary>
    DeniedName = 2,

    /// <summary>Another program on this machine, over HTTP.</summary>
    OtherProgram = 3,
}
