using Telos.Core.Content.Styles;

namespace Telos.Core.Content.Html;

/// <summary>An element that is open.</summary>
internal sealed class HtmlElement
{
    public required string Name { get; init; }

    public required HtmlElement? Parent { get; init; }

    public required int Depth { get; init; }

    public string Id { get; set; } = "";

    public string[] Classes { get; set; } = [];

    public ElementLook Look { get; set; } = ElementLook.Initial;

    public int Block { get; set; }

    public bool IsQuoted { get; set; }

    /// <summary>Details that are shut: of these only the summary is seen.</summary>
    public bool IsShut { get; set; }

    /// <summary>The nearest around it, or itself, that places what is in it.</summary>
    public HtmlElement? Placing { get; set; }

    /// <summary>A picture was seen in it, which may lie behind its text.</summary>
    public bool HasPicture { get; set; }

    /// <summary>Name and value of each attribute, one after the other; of long values only those that are needed.</summary>
    public List<string> Attributes { get; } = [];

    public bool HasClass(string name)
    {
        foreach (string its in Classes)
        {
            if (its == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="value">Null: any.</param>
    public bool HasAttribute(string name, string? value)
    {
        for (int i = 0; i < Attributes.Count; i += 2)
        {
            if (Attributes[i] == name)
            {
                return value is null || Attributes[i + 1] == value;
            }
        }

        return false;
    }
}
