using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>policy.yaml: taken whole or not at all, and every fault says where and what to do.</summary>
public static class CeilingFile
{
    /// <summary>On any status but Ok, <paramref name="ceiling"/> is the built-in one, never a
    /// mixture.</summary>
    public static CeilingStatus TryParse(string yaml, string fileName, out Ceiling ceiling, out string error)
    {
        var faults = Read(yaml, out ceiling);
        error = faults.IsEmpty ? "" : Text(fileName, faults[0]);
        return faults.IsEmpty ? CeilingStatus.Ok : faults[0].Status;
    }

    /// <summary>Every fault, in the order of the file. What is not YAML is one fault, whatever stands behind
    /// it.</summary>
    public static ImmutableArray<string> Check(string yaml, string fileName, out Ceiling ceiling) =>
        [.. Read(yaml, out ceiling).Select(fault => Text(fileName, fault))];

    /// <summary>The first line of the file on which that stands as a value; null: on none.</summary>
    public static long? LineOf(string yaml, string text)
    {
        CeilingNode root = CeilingYaml.Read(yaml, out CeilingFault? fault);
        return fault is null ? Find(root, text)?.Line : null;
    }

    private static CeilingNode? Find(CeilingNode node, string text) =>
        node.Kind == CeilingNodeKind.Scalar && node.Text == text
            ? node
            : node.Items.Concat(node.Entries.Select(entry => entry.Value))
                .Select(child => Find(child, text)).FirstOrDefault(found => found is not null);

    private static ImmutableArray<CeilingFault> Read(string yaml, out Ceiling ceiling)
    {
        var root = CeilingYaml.Read(yaml, out var fault);
        if (fault is not null)
        {
            ceiling = Ceiling.Default;
            return [fault];
        }

        var reader = new CeilingReader();
        var read = reader.Read(root);
        ceiling = reader.Faults.IsEmpty ? read : Ceiling.Default;
        return reader.Faults;
    }

    private static string Text(string fileName, CeilingFault fault) =>
        $"{fileName}:{fault.Line}:{fault.Column}: {fault.Message}";
}
