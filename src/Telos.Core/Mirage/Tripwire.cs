namespace Telos.Core.Mirage;

/// <summary>When reading a decoy counts.</summary>
public enum Tripwire
{
    /// <summary>Always, but that a program which reads whole trees may come upon those of the workspace.</summary>
    Normal,

    /// <summary>Always, unless the intent names it.</summary>
    Strict,
}
