using Telos.Core.Content.Styles;

namespace Telos.Core.Content.Html;

/// <summary>An element that is open.</summary>
internal sealed class HtmlElement
{
    public required string Name { get; init; }

    public required HtmlElement? Parent { get; init; }

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

    /// <summary>Names and values of the attributes that style sheets ask for.</summary>
    public IReadOnlyList<(string Name, string Value)> Attributes { get; set; } = [];

    /// <param name="value">Null: any.</param>
    public bool HasAttribute(string name, string? value)
    {
        foreach ((string its, string own) in Attributes)
        {
            if (its == name)
            {
                return value is null || own == value;
            }
        }

        return false;
    }
}
