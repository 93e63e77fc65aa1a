using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.KernelLayout;

/// <summary>Turns common_maps.h, the only author of the kernel ABI, into its C# side.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KernelLayoutGenerator : IIncrementalGenerator
{
    internal const string HeaderName = "common_maps.h";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<HeaderReading> readings = context.AdditionalTextsProvider
            .Where(static text => Path.GetFileName(text.Path) == HeaderName)
            .Select(static (text, cancellation) =>
                HeaderReading.Of(text.Path, text.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName("KernelLayoutReading");

        context.RegisterSourceOutput(readings, static (output, reading) =>
        {
            foreach (Finding finding in reading.Findings)
                output.ReportDiagnostic(finding.In(reading.Path));
        });

        // Apart from the findings, whose lines move with every edit.
        IncrementalValuesProvider<KernelModel> models = readings
            .Where(static reading => reading.Model is not null)
            .Select(static (reading, _) => reading.Model!);

        context.RegisterSourceOutput(models, static (output, model) => Emit(output, model));
    }

    private static void Emit(SourceProductionContext output, KernelModel model)
    {
        Add(output, "KernelAbi", ConstantEmitter.Emit(model));
        Add(output, "Enums", EnumEmitter.Emit(model));
        Add(output, "Structs", StructEmitter.Emit(model));
        Add(output, "AbiLayout", LayoutTableEmitter.Emit(model));
        Add(output, "KernelMaps", MapEmitter.Emit(model));
        if (model.Events is { } events)
            Add(output, "EventDispatch", DispatchEmitter.Emit(events));
    }

    private static void Add(SourceProductionContext output, string name, string source) =>
        output.AddSource(name + ".g.cs", SourceText.From(source, s_utf8));
}
