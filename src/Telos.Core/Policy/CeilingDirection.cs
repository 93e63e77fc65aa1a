namespace Telos.Core.Policy;

/// <summary>What becomes of the bounds when one ceiling takes the place of another.</summary>
public enum CeilingDirection
{
    /// <summary>Less is allowed than before.</summary>
    Narrower,

    /// <summary>More is allowed than before.</summary>
    Wider,

    /// <summary>Something else happens, which no policy is bounded by.</summary>
    Neither,
}
