namespace Telos.Cli.Outline;

/// <summary>What a shell offers for a word.</summary>
internal enum WordKind
{
    /// <summary>Nothing but the values that are listed with it.</summary>
    Text,
    File,
    Directory,
    User,

    /// <summary>A program, to which all words behind it belong.</summary>
    Program,
}
