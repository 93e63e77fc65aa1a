namespace Telos.Core.Policy;

internal enum CeilingNodeKind
{
    Scalar,
    List,
    Map,
}
