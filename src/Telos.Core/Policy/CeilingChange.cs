namespace Telos.Core.Policy;

/// <summary>One line between two ceilings.</summary>
public sealed record CeilingChange(CeilingDirection Direction, string Key, string Text)
{
    /// <summary>For a person.</summary>
    public string Line()
    {
        string mark = Direction switch
        {
            CeilingDirection.Wider => "wider",
            CeilingDirection.Narrower => "narrower",
            _ => "other",
        };
        return $"{mark,-8}  {Key}: {Text}";
    }
}
