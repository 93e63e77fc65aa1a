namespace Telos.Core.Policy;

[Flags]
public enum PathAccess : byte
{
    None = 0,
    Read = 1,
    Write = 2,
}
