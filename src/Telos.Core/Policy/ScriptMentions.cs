using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>The scripts that each granted interpreter was named with, in the order of their names.</summary>
internal sealed class ScriptMentions
{
    private const string Module = "module ";

    // Null: it was also named without one.
    private readonly Dictionary<string, SortedSet<string>?> _scripts = new(StringComparer.Ordinal);

    /// <param name="script">As the words have it; "module NAME"; or empty.</param>
    public void Add(string program, string script)
    {
        if (script.Length == 0 || (_scripts.TryGetValue(program, out var known) && known is null))
        {
            _scripts[program] = null;
            return;
        }

        known = _scripts[program] = _scripts.GetValueOrDefault(program) ?? new(StringComparer.Ordinal);
        known!.Add(script.StartsWith(Module, StringComparison.Ordinal)
            ? "-m" + script[Module.Length..] : PathText.ExpandHomeVariable(script));
    }

    /// <summary>Null: no words bind it to scripts.</summary>
    public ImmutableArray<string>? Of(string program) =>
        _scripts.GetValueOrDefault(program) is { } scripts ? [.. scripts] : null;
}
