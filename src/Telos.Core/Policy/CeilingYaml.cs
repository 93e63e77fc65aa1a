using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Telos.Core.Policy;

/// <summary>
/// Reads the plain part of YAML from parser events: maps, lists and scalars, no anchors, tags or second
/// documents. Events carry the place of each value, which the deserialisers do not hand on.
/// </summary>
internal static class CeilingYaml
{
    public const int LengthMax = 64 * 1024;
    private const int DepthMax = 8;

    /// <summary>The root of the document, or a fault. An empty document is an empty map.</summary>
    public static CeilingNode Read(string yaml, out CeilingFault? fault)
    {
        fault = null;
        var root = new CeilingNode(CeilingNodeKind.Map, 1, 1, "");
        if (yaml.Length > LengthMax)
        {
            fault = new CeilingFault(CeilingStatus.TooLong, 1, 1,
                $"the file is longer than {LengthMax} characters");
            return root;
        }

        try
        {
            return Build(new Parser(new StringReader(yaml)), root, out fault);
        }
        catch (YamlException exception)
        {
            fault = NotYaml(yaml, exception);
            return root;
        }
    }

    // Start is where the value began that could not be read, often the document; End is what it met. For a tab in the
    // indentation both are the document's begin, so the tab is looked up.
    private static CeilingFault NotYaml(string yaml, YamlException exception)
    {
        (long line, long column) = (exception.End.Line, exception.End.Column);
        if (exception.Message.Contains("tab as indentation", StringComparison.Ordinal))
        {
            string[] lines = yaml.Split('\n');
            int tabbed = Array.FindIndex(lines, text => text.TrimStart(' ').StartsWith('\t'));
            if (tabbed >= 0)
            {
                (line, column) = (tabbed + 1, lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1);
            }
        }

        return new CeilingFault(CeilingStatus.NotYaml, line, column,
            "this is not YAML: " + exception.Message.ReplaceLineEndings(" "));
    }

    private static CeilingNode Build(Parser parser, CeilingNode root, out CeilingFault? fault)
    {
        fault = null;
        var open = new Stack<(CeilingNode Node, CeilingNode? Key)>();
        int documentCount = 0;
        bool hasRoot = false;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            fault = Refuse(current, open.Count, ref documentCount);
            if (fault is not null)
            {
                return root;
            }

            CeilingNode? node = current switch
            {
                Scalar scalar =>
                    new CeilingNode(CeilingNodeKind.Scalar, Line(current), Column(current), scalar.Value),
                SequenceStart => new CeilingNode(CeilingNodeKind.List, Line(current), Column(current), ""),
                MappingStart => new CeilingNode(CeilingNodeKind.Map, Line(current), Column(current), ""),
                _ => null,
            };
            if (node is not null)
            {
                root = hasRoot ? root : node;
                hasRoot = true;
                fault = Place(open, node);
                if (fault is not null)
                {
                    return root;
                }
            }
            else if (current is SequenceEnd or MappingEnd)
            {
                open.Pop();
            }
        }

        return root is { Kind: CeilingNodeKind.Scalar, Text.Length: 0 }
            ? root with { Kind = CeilingNodeKind.Map }
            : root;
    }

    private static CeilingFault? Place(Stack<(CeilingNode Node, CeilingNode? Key)> open, CeilingNode node)
    {
        if (open.Count > 0)
        {
            var (parent, key) = open.Pop();
            if (parent.Kind == CeilingNodeKind.List)
            {
                parent.Items.Add(node);
            }
            else if (key is null)
            {
                if (node.Kind != CeilingNodeKind.Scalar)
                {
                    return new CeilingFault(CeilingStatus.WrongType, node.Line, node.Column,
                        "a key must be a word");
                }

                if (parent.Entries.Any(e => e.Key.Text == node.Text))
                {
                    return new CeilingFault(CeilingStatus.DuplicateKey, node.Line, node.Column,
                        $"\"{node.Text}\" stands here for the second time: keep one");
                }

                open.Push((parent, node));
                return null;
            }
            else
            {
                parent.Entries.Add((key, node));
            }

            open.Push((parent, null));
        }

        if (node.Kind != CeilingNodeKind.Scalar)
        {
            open.Push((node, null));
        }

        return null;
    }

    private static CeilingFault? Refuse(ParsingEvent current, int depth, ref int documentCount)
    {
        documentCount += current is DocumentStart ? 1 : 0;
        string message = current switch
        {
            AnchorAlias => "aliases are not supported: write the value out",
            NodeEvent { Anchor.IsEmpty: false } => "anchors are not supported: write the value out",
            NodeEvent { Tag.IsEmpty: false } => "tags are not supported: remove it",
            DocumentStart when documentCount > 1 => "a second document: policy.yaml holds one",
            _ => "",
        };
        return message.Length > 0
            ? new CeilingFault(CeilingStatus.Unsupported, Line(current), Column(current), message)
            : depth > DepthMax
                ? new CeilingFault(CeilingStatus.TooDeep, Line(current), Column(current),
                    $"nested deeper than {DepthMax} levels")
            : null;
    }

    private static long Line(ParsingEvent current) => current.Start.Line;

    private static long Column(ParsingEvent current) => current.Start.Column;
}
