namespace Telos.Core.Intent;

/// <summary>A word that is not ruled out, or what it stands for, as tables of programs key it; and the word itself.</summary>
public readonly record struct WorkKey(string Key, string Word);
