using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Telos.Generators.Tests.KernelLayout;
using Xunit;

namespace Telos.Generators.Tests.Rpc;

/// <summary>Runs one generator over a source beside <see cref="RpcContracts"/>.</summary>
internal static class RpcRun
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp14);

    public static CSharpCompilation Compile(string source) => GeneratorRun.Empty.AddSyntaxTrees(
        new[] { RpcContracts.Text, source }.Select(text => CSharpSyntaxTree.ParseText(
            text, s_options, cancellationToken: TestContext.Current.CancellationToken)).ToArray());

    public static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create(
        [generator.AsSourceGenerator()],
        parseOptions: s_options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRunResult Of(IIncrementalGenerator generator, string source) =>
        Driver(generator).Run(Compile(source)).GetRunResult().Results.Single();

    /// <summary>What a sound source becomes.</summary>
    public static Assembly Load(IIncrementalGenerator generator, string source)
    {
        GeneratorDriver driver = Driver(generator).RunGeneratorsAndUpdateCompilation(
            Compile(source), out Compilation output, out _, TestContext.Current.CancellationToken);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        using MemoryStream image = new();
        Assert.Empty(output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(image.ToArray());
    }
}
