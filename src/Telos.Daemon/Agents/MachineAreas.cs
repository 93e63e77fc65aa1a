using System.Collections.Immutable;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>The ceiling's paths in this machine's paths: "~" is the home that passwd(5) says, wherever it lies.</summary>
internal sealed class MachineAreas
{
    private readonly Ceiling _ceiling;

    public MachineAreas(Ceiling ceiling, IReadOnlyList<(string Home, uint Uid)> homes)
    {
        ImmutableArray<string> Spell(ImmutableArray<string> paths) =>
        [
            .. paths.SelectMany(path => path.StartsWith('~') ? homes.Select(user => user.Home + path[1..]) : [path]),
        ];
        _ceiling = ceiling with
        {
            WriteAreas = Spell(ceiling.WriteAreas),
            CodeDirectories = Spell(ceiling.CodeDirectories),
            UnixSockets = Spell(ceiling.UnixSockets),
            Labels = [.. ceiling.Labels.SelectMany(rule => Spell([rule.Path]).Select(path => rule with { Path = path }))],
        };
    }

    /// <param name="path">A real one, without links.</param>
    public bool IsWritable(string path) => AreaMatch.IsWritable(_ceiling, path);

    public bool IsSocket(string path) => _ceiling.UnixSockets.Contains(path, StringComparer.Ordinal);

    /// <summary>The strictest label that covers a real path, or null.</summary>
    public LabelRule? LabelOf(string path) => LabelMatch.Find(_ceiling.Labels, path);
}
