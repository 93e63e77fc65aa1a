using Telos.Core.Policy;

namespace Telos.Daemon;

/// <summary>The ceiling in force. Whoever judges by it takes it once, and judges by that one to the end.</summary>
internal sealed class LiveCeiling(Ceiling first)
{
    private Ceiling _current = first;

    public Ceiling Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
