namespace Telos.Core.Domains.Indexes;

/// <summary>What was to be compiled does not fit an index: which limit, and what to do.</summary>
public sealed class IndexException(string message) : Exception(message);
