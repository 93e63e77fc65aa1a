using Telos.Core.Domains;
using Telos.Core.Domains.Lists;

namespace Telos.Daemon.Domains;

/// <summary>What a list is, as whoever imports it says.</summary>
public sealed record ImportOptions
{
    /// <summary>The list's name; an earlier list of that name is replaced.</summary>
    public required string Source { get; init; }

    public required ListFormat Format { get; init; }

    /// <summary>What its names are, beside what each line says.</summary>
    public DomainFlags Flags { get; init; }

    /// <summary>What names of it are for, where the line does not say it.</summary>
    public DomainCategory Category { get; init; }

    /// <summary>The day of their registration, counted from 1970-01-01, where the line does not say it; 0: not known.</summary>
    public int Registered { get; init; }

    /// <summary>An SPDX expression, or what the list says of itself.</summary>
    public string Licence { get; init; } = "";

    /// <summary>After that long nothing of it is compiled any more; null: never.</summary>
    public TimeSpan? Life { get; init; }
}
