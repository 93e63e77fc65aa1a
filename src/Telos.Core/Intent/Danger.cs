namespace Telos.Core.Intent;

/// <summary>Words that refuse the intent as a whole, whatever else it says.</summary>
public sealed record Danger(string Subject, string Reason);
