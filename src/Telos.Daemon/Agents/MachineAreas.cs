using System.Collections.Immutable;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>The ceiling's paths in this machine's paths: "~" is the home that passwd(5) says, wherever it lies.</summary>
internal sealed class MachineAreas
{
    private static Known? s_last;

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

    /// <summary>Of the homes as passwd(5) has them now. The last are kept: they are asked for with each declaration.</summary>
    public static MachineAreas Of(Ceiling ceiling)
    {
        DateTime written = UserHomes.Written();
        Known? last = Volatile.Read(ref s_last);
        if (last is null || !ReferenceEquals(last.Ceiling, ceiling) || last.Written != written)
        {
            last = new Known(ceiling, written, new MachineAreas(ceiling, UserHomes.All()));
            Volatile.Write(ref s_last, last);
        }

        return last.Areas;
    }

    /// <param name="path">A real one, without links.</param>
    public bool IsWritable(string path) => AreaMatch.IsWritable(_ceiling, path);

    public bool IsSocket(string path) => _ceiling.UnixSockets.Contains(path, StringComparer.Ordinal);

    /// <summary>The strictest label that covers a real path, or null.</summary>
    public LabelRule? LabelOf(string path) => LabelMatch.Find(_ceiling.Labels, path);

    private sealed record Known(Ceiling Ceiling, DateTime Written, MachineAreas Areas);
}
