using System.Text.RegularExpressions;

namespace Telos.Style.Tests.Rules;

/// <summary>What each BPF program's source begins with, ends with and never does.</summary>
internal static partial class GateRule
{
    private const string Spdx = "// SPDX-License-Identifier: MIT OR GPL-2.0-only";
    private const string License = "char LICENSE[] SEC(\"license\") = \"Dual MIT/GPL\";";

    // What sits in the way of an agent; layout and iterators refuse nobody.
    private static readonly string[] s_gates = ["bpf/lsm/", "bpf/cgroup/", "bpf/xdp/"];

    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (!file.IsUnder("bpf/") || !file.Path.EndsWith(".bpf.c", StringComparison.Ordinal))
        {
            return [];
        }

        return Array.Exists(s_gates, file.IsUnder)
            ? CheckProgram(file).Concat(CheckHeader(file))
            : CheckProgram(file);
    }

    private static IEnumerable<Finding> CheckProgram(SourceFile file)
    {
        if (file.Lines[0] != Spdx)
        {
            yield return new Finding(file.Path, 1, $"line 1 is not {Spdx}");
        }

        if (file.Lines.Length < 2 || file.Lines[1] != "/*")
        {
            yield return new Finding(file.Path, 2, "no header comment on line 2");
        }

        if (!file.Lines.Contains(License))
        {
            yield return new Finding(file.Path, file.Lines.Length, "does not declare Dual MIT/GPL");
        }

        for (int i = 0; i < file.Lines.Length; i++)
        {
            Match match = Forbidden().Match(file.Lines[i]);
            if (match.Success)
            {
                yield return new Finding(file.Path, i + 1, match.Value);
            }
        }
    }

    private static IEnumerable<Finding> CheckHeader(SourceFile file)
    {
        string header = string.Join('\n', file.Lines.Skip(1).TakeWhile(line => line != " */"));
        foreach (Regex part in (Regex[])[Hooks(), Maps(), Direction()])
        {
            if (!part.IsMatch(header))
            {
                yield return new Finding(file.Path, 2, $"the header comment has no line {part}");
            }
        }
    }

    [GeneratedRegex(@"\bbpf_printk\b|\breturn -1\s*;")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"(?m)^ \* Hooks?: ")]
    private static partial Regex Hooks();

    [GeneratedRegex(@"(?m)^ \* Maps ")]
    private static partial Regex Maps();

    [GeneratedRegex(@"(?m)^ \* Fails (closed|open): ")]
    private static partial Regex Direction();
}
