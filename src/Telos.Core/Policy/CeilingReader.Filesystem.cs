using System.Collections.Immutable;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>The section filesystem: what is secret, where agents write, where code lies, what runs later.</summary>
internal sealed partial class CeilingReader
{
    private bool _withDefaultLabels = true;
    private readonly List<LabelRule> _profileLabels = [];
    private readonly List<LabelRule> _labels = [];
    private readonly List<NameRule> _runLater = [];
    private WorkspaceUse _workspace = WorkspaceUse.Build;
    private WriteBy _writeBy = WriteBy.Area;
    private ImmutableArray<string> _writeAreas = DefaultAreas.Write;
    private ImmutableArray<string> _codeDirectories = DefaultAreas.Code;

    private void ReadFilesystem(CeilingNode section)
    {
        List<(string Path, CeilingNode Node)> areas = [];
        List<(string Path, CeilingNode Node)> code = [];
        foreach (var (key, value) in Entries(section, "filesystem"))
        {
            switch (key.Text)
            {
                case "defaults":
                    _withDefaultLabels = Flag(value, "defaults");
                    break;
                case "labels":
                    foreach (var item in Items(value, "labels"))
                    {
                        ReadLabel(item);
                    }

                    break;
                case "write":
                    areas = Paths(value, "write", AreaFault);
                    _writeAreas = [.. areas.Select(a => a.Path).Order(StringComparer.Ordinal)];
                    break;
                case "code":
                    code = Paths(value, "code", AreaFault);
                    break;
                case "write_by":
                    _writeBy = Text(value, "write_by") switch
                    {
                        "area" => WriteBy.Area,
                        "grant" => WriteBy.Grant,
                        var other => Bad(value, $"write_by is area or grant, not \"{other}\"", _writeBy),
                    };
                    break;
                case "workspace":
                    _workspace = Text(value, "workspace") switch
                    {
                        "none" => WorkspaceUse.None,
                        "write" => WorkspaceUse.Write,
                        "build" => WorkspaceUse.Build,
                        var other => Bad(value, $"workspace is none, write or build, not \"{other}\"", _workspace),
                    };
                    break;
                case "run_later":
                    ReadRunLater(value);
                    break;
            }
        }

        RequireApart(areas, code);
    }

    // Both at once would let agents write what programs load.
    private void RequireApart(List<(string Path, CeilingNode Node)> areas, List<(string Path, CeilingNode Node)> code)
    {
        _codeDirectories =
            [.. _codeDirectories.Union(code.Select(c => c.Path)).Order(StringComparer.Ordinal)];
        foreach (var (path, node) in areas.Concat(code).DistinctBy(place => place.Path))
        {
            if (_writeAreas.Contains(path) && _codeDirectories.Contains(path))
            {
                _ = Bad(node, $"{path} would be a write area and a code directory: name a directory below it", false);
            }
        }
    }

    private void ReadRunLater(CeilingNode section)
    {
        foreach (var item in Items(section, "run_later"))
        {
            if (NameRule.TryParse(Text(item, "run_later"), out var rule, out string error))
            {
                _runLater.Add(rule);
            }
            else
            {
                _ = Bad(item, "run_later: " + error, false);
            }
        }
    }

    private List<(string Path, CeilingNode Node)> Paths(
        CeilingNode node, string what, Func<string, PathStatus, string, string> faultOf)
    {
        var paths = new List<(string Path, CeilingNode Node)>();
        foreach (var item in Items(node, what))
        {
            string text = Text(item, what);
            string fault = faultOf(text, PathText.TryNormalise(text, out string path), path);
            if (fault.Length > 0)
            {
                _ = Bad(item, $"{what}: {fault}", false);
            }
            else if (!paths.Any(p => p.Path == path))
            {
                paths.Add((path, item));
            }
        }

        return paths;
    }

    private static string AreaFault(string text, PathStatus status, string path) => status switch
    {
        PathStatus.Ok when path == "/" => "/ would open everything: name the directories",
        PathStatus.Ok when PathText.HasGlob(path) => $"\"{text}\": no wildcards, a directory's subtree is covered",
        _ => PathFault(text, status),
    };

    private void ReadLabel(CeilingNode node)
    {
        string path = "";
        Taint? level = null;
        bool grantable = false;
        int faults = _faults.Count;
        foreach (var (key, value) in Entries(node, CeilingKeys.Label))
        {
            switch (key.Text)
            {
                case "path":
                    path = LabelPath(value);
                    break;
                case "level":
                    string text = Text(value, "level");
                    level = TaintText.TryParse(text, out Taint known)
                        ? known
                        : Bad(value, $"level is {TaintText.Names}, not \"{text}\"", Taint.Low);
                    break;
                case "grantable":
                    grantable = Flag(value, "grantable");
                    break;
            }
        }

        if (_faults.Count > faults)
        {
            return;
        }

        if (path.Length == 0 || level is null)
        {
            _ = Bad(node, "a label needs both path and level", false);
        }
        else if (_labels.Any(l => l.Path == path))
        {
            _ = Bad(node, $"{path} has a label already: keep one", false);
        }
        else
        {
            _labels.Add(new LabelRule(path, level.Value, grantable));
        }
    }

    private static IEnumerable<LabelRule> Merge(IEnumerable<LabelRule> outer, List<LabelRule> own)
    {
        var paths = own.Select(l => l.Path).ToHashSet(StringComparer.Ordinal);
        return outer.Where(l => !paths.Contains(l.Path)).Concat(own);
    }

    private string LabelPath(CeilingNode value)
    {
        string text = Text(value, "path");
        var status = PathText.TryNormalise(text, out string path);
        string fault = status switch
        {
            PathStatus.Ok when path is "/" or "~" =>
                $"a label on {text} would cover everything: name what is secret",
            PathStatus.Ok when PathText.HasGlob(path) =>
                "a label takes no wildcards: name the directory, its subtree is covered",
            _ => PathFault(text, status),
        };
        return fault.Length == 0 ? path : Bad(value, fault, "");
    }

    private static string PathFault(string text, PathStatus status) => status switch
    {
        PathStatus.Ok => "",
        PathStatus.TooLong => "the path is too long",
        PathStatus.ClimbsAboveRoot => $"{text} climbs above its root",
        _ => $"\"{text}\" is not absolute: start it with / or ~/",
    };
}
