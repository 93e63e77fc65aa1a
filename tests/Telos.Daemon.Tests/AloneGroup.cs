using Xunit;

namespace Telos.Daemon.Tests;

/// <summary>
/// Tests beside which no other may run: those that enrol this very process, whose descriptors are all tests', and those
/// that wait for what happens in milliseconds.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneGroup
{
    public const string Name = "alone";
}
