namespace Telos.Core.Domains;

/// <summary>
/// How long a domain had been registered when the index was compiled. Names for one campaign are hours or days old, so
/// that days are told apart for a month, and nothing after it. An index that is not compiled anew keeps its young names
/// young: whoever errs, errs on the side of asking.
/// </summary>
/// <param name="Code">0: not known; 1 to 31: so many days, less one; 32: more.</param>
public readonly record struct DomainAge(byte Code)
{
    /// <summary>The last day of its youth.</summary>
    public const int YoungDaysMax = 30;

    private const byte Grown = YoungDaysMax + 2;

    public bool IsKnown => Code != 0;

    public bool IsYoung => Code is > 0 and < Grown;

    /// <summary>0 to <see cref="YoungDaysMax"/>, of a young one.</summary>
    public int Days => Code - 1;

    /// <param name="registered">The day of it, counted from 1970-01-01; 0: not known. A day to come is today.</param>
    /// <param name="today">The day it is, counted likewise.</param>
    public static DomainAge Of(int registered, int today) =>
        registered == 0 ? default : new DomainAge((byte)(Math.Clamp(today - registered, 0, YoungDaysMax + 1) + 1));
}
