namespace Telos.Daemon.Hyperion;

/// <summary>Each outcome by its name in JSON, and in words.</summary>
internal static class BlockOutcomeText
{
    public static string Name(BlockOutcome outcome) => outcome switch
    {
        BlockOutcome.Blocked => "blocked",
        BlockOutcome.Extended => "extended",
        BlockOutcome.NotPublic => "not_public",
        BlockOutcome.OwnAddress => "own_address",
        BlockOutcome.Resolver => "resolver",
        BlockOutcome.Granted => "granted",
        BlockOutcome.Full => "full",
        BlockOutcome.SourceFull => "source_full",
        _ => "kernel_refused",
    };

    /// <summary>Why not; of an address that is blocked, that it is.</summary>
    public static string Of(BlockOutcome outcome) => outcome switch
    {
        BlockOutcome.Blocked or BlockOutcome.Extended => "nothing is let in from it",
        BlockOutcome.NotPublic => "it is reserved, private, loopback, link-local or multicast: no host of the Internet",
        BlockOutcome.OwnAddress => "it is this machine's own",
        BlockOutcome.Resolver => "names are looked up there",
        BlockOutcome.Granted => "a grant in force or an allowed name leads there",
        BlockOutcome.Full => "the list is full: unblock something, or wait until a block ends",
        BlockOutcome.SourceFull => "it has as many blocks as it may",
        _ => "the kernel took no entry",
    };

    public static bool IsBlocked(BlockOutcome outcome) => outcome is BlockOutcome.Blocked or BlockOutcome.Extended;
}
