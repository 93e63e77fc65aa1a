using System.Collections.Immutable;
using System.Text;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>The section hyperion. Whether an interface is there is seen when it is to be filtered.</summary>
internal sealed partial class CeilingReader
{
    // IFNAMSIZ (uapi/linux/if.h), without the zero.
    private const int InterfaceBytesMax = 15;

    private HyperionRules _hyperion = HyperionRules.None;

    private void ReadHyperion(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "hyperion"))
        {
            switch (key.Text)
            {
                case "interfaces":
                    _hyperion = _hyperion with { Interfaces = Interfaces(value) };
                    break;
                case "port":
                    _hyperion = _hyperion with { Port = Number(value, "port", 1, ushort.MaxValue) };
                    break;
                case "token_file":
                    _hyperion = _hyperion with { TokenFile = TokenFile(value) };
                    break;
            }
        }
    }

    // An agent that reads it could have addresses blocked, whatever its file mode says to root.
    private void LabelToken()
    {
        if (_hyperion.Port is not null && !_labels.Any(label => label.Path == _hyperion.TokenFile))
        {
            _labels.Add(new LabelRule(_hyperion.TokenFile, Taint.High, Grantable: false));
        }
    }

    private ImmutableArray<string> Interfaces(CeilingNode node)
    {
        var names = new List<string>();
        foreach (var item in Items(node, "interfaces"))
        {
            string name = Text(item, "interfaces");
            if (!IsInterfaceName(name))
            {
                _ = Bad(item, $"interfaces: \"{name}\" is no interface's name", false);
            }
            else if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        return [.. names];
    }

    private string TokenFile(CeilingNode node)
    {
        string text = Text(node, "token_file");
        return PathText.TryNormalise(text, out string path) == PathStatus.Ok && path.StartsWith('/') && !PathText.HasGlob(path)
            ? path
            : Bad(node, $"token_file: \"{text}\" is not an absolute path", HyperionRules.TokenFileDefault);
    }

    // dev_valid_name() (net/core/dev.c).
    private static bool IsInterfaceName(string name) =>
        name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= InterfaceBytesMax
        && !name.Any(letter => letter is '/' or ':' or '\0' || char.IsWhiteSpace(letter));
}
