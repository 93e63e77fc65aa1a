namespace Telos.Core.Adjudication;

/// <summary>Whether a model's answer can be used. All but Ok deny.</summary>
public enum ModelAnswerStatus
{
    Ok,

    /// <summary>The response is no JSON, or JSON that says a thing twice.</summary>
    NotJson,

    /// <summary>It holds no choice, or several, or one without text.</summary>
    NoChoice,

    /// <summary>The model did not come to its end.</summary>
    Unfinished,

    /// <summary>The text is not the object that was asked for, and that alone.</summary>
    OtherShape,

    /// <summary>It is about something else than was asked.</summary>
    OtherSubject,

    /// <summary>The verdict is neither allow nor deny.</summary>
    OtherVerdict,

    /// <summary>The reason is too long.</summary>
    LongReason,
}
