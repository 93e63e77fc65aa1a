namespace Telos.Core.Protocol;

/// <param name="Id">One that the asking agent was told.</param>
public sealed record ApprovalStateParams(string Id);
