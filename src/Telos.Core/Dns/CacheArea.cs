namespace Telos.Core.Dns;

/// <summary>The ring in which a record lies.</summary>
internal enum CacheArea : byte
{
    /// <summary>Answers that were not asked for a second time yet.</summary>
    Probation,

    /// <summary>Answers that were.</summary>
    Kept,

    /// <summary>Negative answers and failures.</summary>
    Denied,
}
