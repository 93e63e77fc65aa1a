namespace Telos.Cli.Proof;

/// <summary>The harmless part of docs/BYPASSES.md.</summary>
internal static class AttackTable
{
    public static Attack[] All { get; } =
        [.. ProgramAttacks.All, .. NetworkAttacks.All, .. FileAttacks.All, .. ProcessAttacks.All];

    public static Attack? Find(string name) => Array.Find(All, attack => attack.Name == name);
}
