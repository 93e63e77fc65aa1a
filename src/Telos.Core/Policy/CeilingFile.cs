namespace Telos.Core.Policy;

/// <summary>policy.yaml: taken whole or not at all, and every fault says where and what to do.</summary>
public static class CeilingFile
{
    /// <summary>On any status but Ok, <paramref name="ceiling"/> is the built-in one, never a
    /// mixture.</summary>
    public static CeilingStatus TryParse(string yaml, string fileName, out Ceiling ceiling, out string error)
    {
        var root = CeilingYaml.Read(yaml, out var fault);
        var reader = new CeilingReader(fault);
        var read = reader.Read(root);
        fault = reader.Fault;
        ceiling = fault is null ? read : Ceiling.Default;
        error = fault is null ? "" : $"{fileName}:{fault.Line}:{fault.Column}: {fault.Message}";
        return fault?.Status ?? CeilingStatus.Ok;
    }
}
