namespace Telos.Core.Protocol;

/// <summary>
/// The first process of a container that is created and not started. Arguments and Environment are what it is going to execute
/// there, Uid as whom.
/// </summary>
public sealed record EnrolContainerParams(
    int Pid, string Intent, long TtlMs, string[] Arguments, string[] Environment, uint Uid);
