namespace Telos.Daemon.Hyperion;

/// <summary>How many addresses each denied name has blocked: whoever publishes a name does not fill the list with it.</summary>
internal sealed class ClaimsByName(int addressesMax)
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Whether its name may block no further address; never of what no name blocks.</summary>
    public bool IsFull(in BlockClaim claim) =>
        claim.Reason == BlockReason.DeniedName && _counts.GetValueOrDefault(claim.Source) >= addressesMax;

    public void Count(in BlockClaim claim, int change)
    {
        if (claim.Reason != BlockReason.DeniedName || change == 0)
        {
            return;
        }

        int count = _counts.GetValueOrDefault(claim.Source) + change;
        if (count <= 0)
        {
            _counts.Remove(claim.Source);
        }
        else
        {
            _counts[claim.Source] = count;
        }
    }
}
