namespace Telos.Core.Setup;

/// <summary>Where a member of an object stands in a text.</summary>
/// <param name="ColonEnd">Behind the colon.</param>
internal readonly record struct JsonMember(string Name, int KeyStart, int ColonEnd, int ValueStart, int ValueEnd);
