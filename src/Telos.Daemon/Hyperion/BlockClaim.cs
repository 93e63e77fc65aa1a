namespace Telos.Daemon.Hyperion;

/// <summary>One source's wish that an address be blocked: a denied name, the operator, another program.</summary>
internal readonly record struct BlockClaim(string Source, BlockReason Reason, ulong ExpiresNs)
{
    /// <summary>When the last of them ends.</summary>
    public static ulong EndOf(BlockClaim[] claims)
    {
        ulong end = 0;
        foreach (BlockClaim claim in claims)
        {
            end = Math.Max(end, claim.ExpiresNs);
        }

        return end;
    }
}
