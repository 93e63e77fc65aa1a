using Telos.Core.Domains;

namespace Telos.Daemon.Dns;

/// <summary>The operator's list, which may be replaced while all threads look names up in it.</summary>
internal sealed class DeniedNames(NameSet names)
{
    private volatile NameSet _names = names;

    /// <summary>Each query is judged by one list as a whole, the new one or the old.</summary>
    public void Replace(NameSet names) => _names = names;

    /// <summary>The name or one above it is listed.</summary>
    /// <param name="name">Lower-case wire form.</param>
    public bool Cover(ReadOnlySpan<byte> name) => _names.TryMatch(name, out _);
}
