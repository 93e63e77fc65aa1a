namespace Telos.Generators.KernelLayout;

/// <summary>What came of reading one header: a model, or findings and no model; never half of one.</summary>
internal sealed record HeaderReading(string Path, KernelModel? Model, EquatableArray<Finding> Findings)
{
    public static HeaderReading Of(string path, string source)
    {
        var findings = new Findings();
        HeaderSyntax header = HeaderParser.Parse(source, findings);
        // A declaration that was not understood would be reported again by everything that uses it.
        KernelModel? model = findings.Any ? null : LayoutBuilder.Build(header, findings);
        return new HeaderReading(path, findings.Any ? null : model, findings.ToArray());
    }
}
