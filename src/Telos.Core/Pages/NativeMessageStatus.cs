namespace Telos.Core.Pages;

/// <summary>What came from the browser.</summary>
public enum NativeMessageStatus
{
    /// <summary>A whole message.</summary>
    Message,

    /// <summary>A message that was longer than is taken; its bytes are skipped.</summary>
    TooLong,

    /// <summary>The browser closed the pipe, between two messages or within one.</summary>
    End,

    /// <summary>A length that no browser sends: what follows cannot be told apart any more.</summary>
    Broken,
}
