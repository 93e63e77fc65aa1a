namespace Telos.Daemon.Hyperion;

/// <summary>Whether an address was blocked, or why not.</summary>
internal enum BlockOutcome
{
    Blocked,

    /// <summary>It was blocked already, and is for as long as was asked for now.</summary>
    Extended,

    /// <summary>No host of the Internet has it: reserved, private, loopback, link-local, multicast.</summary>
    NotPublic,

    /// <summary>This machine's own.</summary>
    OwnAddress,

    /// <summary>Telos asks it for names.</summary>
    Resolver,

    /// <summary>A grant in force or an allowed name leads there.</summary>
    Granted,

    /// <summary>There is no room for another address.</summary>
    Full,

    /// <summary>This source has as many addresses as one may, or the address as many sources.</summary>
    SourceFull,

    /// <summary>The kernel took no entry.</summary>
    KernelRefused,
}
