namespace Telos.Core.Intent;

public enum TokenKind
{
    Word,
    Number,
    Flag,
    Url,
    Host,
    Address,
    Remote,
    Path,
    File,
    Quoted,
    Redirect,
    Comma,
    Stop,
}
