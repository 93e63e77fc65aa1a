using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>Telos answered that it did not do it, or did not answer. The message says what to do next.</summary>
public class TelosException : Exception
{
    public TelosException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    public TelosException(RpcError error)
        : base(error.Message)
    {
        Code = error.Code;
        Details = error.Details ?? [];
        Approvals = error.Approvals ?? [];
    }

    /// <summary>Null when it is no answer of Telos.</summary>
    public RpcErrorCode? Code { get; }

    /// <summary>The lines behind the message, for instance each refused grant.</summary>
    public IReadOnlyList<string> Details { get; } = [];

    /// <summary>What somebody is asked about.</summary>
    public IReadOnlyList<ApprovalRecord> Approvals { get; } = [];

    internal static TelosException Of(RpcError error) => error.Code switch
    {
        RpcErrorCode.IntentRefused => new IntentRefusedException(error),
        RpcErrorCode.NotAnAgent => new NotAnAgentException(error),
        _ => new TelosException(error),
    };
}
