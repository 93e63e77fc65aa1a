namespace Telos.Core.Domains;

/// <summary>What the list says of a suffix. A wildcard is kept with the parent whose children it makes public suffixes.</summary>
[Flags]
internal enum SuffixRule : ulong
{
    None = 0,
    Icann = 1,
    Private = 2,
    IcannWildcard = 4,
    PrivateWildcard = 8,
    Exception = 16,
    Deeper = 32,
    All = 63,
}
