namespace Telos.Core.Intent;

/// <summary>What kinds of work words announce. Get is weak: it fetches only when its object is a
/// host.</summary>
[Flags]
public enum Verbs : uint
{
    None = 0,
    Fetch = 1 << 0,
    Get = 1 << 1,
    Send = 1 << 2,
    Read = 1 << 3,
    Search = 1 << 4,
    Find = 1 << 5,
    List = 1 << 6,
    Count = 1 << 7,
    Sort = 1 << 8,
    Compress = 1 << 9,
    Extract = 1 << 10,
    Copy = 1 << 11,
    Move = 1 << 12,
    Delete = 1 << 13,
    Create = 1 << 14,
    Write = 1 << 15,
    Compare = 1 << 16,
    Build = 1 << 17,
    Test = 1 << 18,
    Run = 1 << 19,
    Install = 1 << 20,
    Clone = 1 << 21,
    Check = 1 << 22,
    Hash = 1 << 23,
    Permit = 1 << 24,
    Stop = 1 << 25,
    Connect = 1 << 26,
    Commit = 1 << 27,
    Encode = 1 << 28,
    Resolve = 1 << 29,
}
