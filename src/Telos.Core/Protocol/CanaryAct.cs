namespace Telos.Core.Protocol;

public sealed record CanaryAct(string Gate, string Act, bool Control, bool Refused, string Seen);
