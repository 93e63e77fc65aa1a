using Telos.Core.Mirage;

namespace Telos.Daemon.Mirage;

/// <summary>The tokens of all decoys that lie there, or lay there a while ago.</summary>
internal sealed class LiveTokens
{
    private TokenIndex _current = TokenIndex.Empty;

    public TokenIndex Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
