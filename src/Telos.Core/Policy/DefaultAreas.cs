using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>Where agents may write and where programs' libraries lie, unless the operator says otherwise.</summary>
public static class DefaultAreas
{
    public static ImmutableArray<string> Write { get; } = ["/dev/shm", "/tmp", "/var/tmp", "~"];

    /// <summary>hier(7), file-hierarchy(7): nothing but installed files, which programs may map executable.</summary>
    public static ImmutableArray<string> Code { get; } =
    [
        "/lib", "/lib32", "/lib64", "/opt", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/lib",
        "/usr/local/share", "/usr/share",
    ];

    /// <summary>Devices that keep nothing and reach nobody: null(4), random(4), tty(4), pts(4).</summary>
    public static ImmutableArray<string> Devices { get; } =
        ["/dev/full", "/dev/null", "/dev/ptmx", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"];
}
