using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Telos.Generators.KernelLayout;
using Xunit;

namespace Telos.Generators.Tests.KernelLayout;

/// <summary>Runs the generator over a header, in an otherwise empty compilation.</summary>
internal static class GeneratorRun
{
    public static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "Empty",
        references: ReferencesOfThisRuntime(),
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public static GeneratorDriver Driver(params AdditionalText[] texts) => CSharpGeneratorDriver.Create(
        [new KernelLayoutGenerator().AsSourceGenerator()],
        texts,
        new CSharpParseOptions(LanguageVersion.CSharp14),
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRunResult Of(string header)
    {
        GeneratorDriver driver = Driver(new HeaderText("/repo/bpf/common_maps.h", header));
        return driver.Run(Empty).GetRunResult().Results.Single();
    }

    public static GeneratorDriver Run(this GeneratorDriver driver, Compilation compilation) =>
        driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

    public static string Source(this GeneratorRunResult result, string name) =>
        result.GeneratedSources.Single(source => source.HintName == name).SourceText.ToString();

    private static IEnumerable<MetadataReference> ReferencesOfThisRuntime()
    {
        string assemblies = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return assemblies.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
