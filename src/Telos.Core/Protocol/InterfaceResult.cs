namespace Telos.Core.Protocol;

/// <param name="Mode">native: in the driver; generic: in the stack; none: not filtered.</param>
public sealed record InterfaceResult(string Interface, string Mode);
