using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Telos.Generators.Pipeline;
using Telos.Generators.Tests.KernelLayout;
using Xunit;

namespace Telos.Generators.Tests.Pipeline;

public class PipelineGeneratorTests
{
    private const string Contract = """
        namespace Telos.Core.Pipelines
        {
            public sealed class PipelineAttribute : System.Attribute;
            public sealed class StageAttribute(int order, string code) : System.Attribute
            {
                public string Text = code + order;
            }
            public enum StageOutcome { Next, Done }
            public readonly record struct StageCount(string Code, long Runs, long Ends);
        }
        """;

    private const string Sound = """
        using Telos.Core.Pipelines;
        namespace Sample;
        public ref struct State { public int Value; }
        [Pipeline]
        public sealed partial class Line
        {
            public int Run(int value)
            {
                State state = default;
                state.Value = value;
                RunStages(ref state);
                return state.Value;
            }
            [Stage(20, "second")] private StageOutcome Second(ref State state) { state.Value += 100; return StageOutcome.Next; }
            [Stage(10, "first")]
            private static StageOutcome First(ref State state)
            {
                state.Value++;
                return state.Value > 5 ? StageOutcome.Done : StageOutcome.Next;
            }
            [Stage(30, "third")] private StageOutcome Third(ref State state) { state.Value += 1000; return StageOutcome.Next; }
        }
        """;

    [Fact]
    public void Stages_OfASoundPipeline_RunInOrderAndAreCounted()
    {
        (Compilation output, GeneratorRunResult result) = Run(Sound);
        Assert.Empty(result.Diagnostics);
        using MemoryStream image = new();
        Assert.Empty(output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Type type = System.Reflection.Assembly.Load(image.ToArray()).GetType("Sample.Line")!;
        object line = Activator.CreateInstance(type)!;
        System.Reflection.MethodInfo run = type.GetMethod("Run")!;

        Assert.Equal(1102, run.Invoke(line, [1]));
        Assert.Equal(10, run.Invoke(line, [9]));
        Assert.Equal(
            "first 2 1, second 1 0, third 1 1",
            string.Join(", ", ((Array)type.GetMethod("StageCounts")!.Invoke(line, null)!).Cast<object>().Select(Text)));
    }

    [Theory]
    [InlineData("[Pipeline] public sealed class Line { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; }", "TELOS101")]
    [InlineData(
        "class Outer { [Pipeline] partial class Line { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; } }",
        "TELOS101")]
    [InlineData("[Pipeline] partial class Line<T> { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; }", "TELOS101")]
    [InlineData("[Pipeline] partial class Line { }", "TELOS102")]
    [InlineData("[Pipeline] partial class Line { [Stage(1, \"a\")] StageOutcome A(State s) => default; }", "TELOS103")]
    [InlineData("[Pipeline] partial class Line { [Stage(1, \"a\")] void A(ref State s) { } }", "TELOS103")]
    [InlineData(
        "[Pipeline] partial class Line { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; "
        + "[Stage(2, \"b\")] StageOutcome B(ref int s) => default; }", "TELOS103")]
    [InlineData(
        "[Pipeline] partial class Line { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; "
        + "[Stage(1, \"b\")] StageOutcome B(ref State s) => default; }", "TELOS104")]
    [InlineData(
        "[Pipeline] partial class Line { [Stage(1, \"a\")] StageOutcome A(ref State s) => default; "
        + "[Stage(2, \"a\")] StageOutcome B(ref State s) => default; }", "TELOS105")]
    public void Pipeline_ThatIsNotSound_IsRefused(string declaration, string rule)
    {
        (_, GeneratorRunResult result) = Run(
            $"using Telos.Core.Pipelines; namespace Sample; ref struct State; {declaration}");

        Assert.Equal(rule, Assert.Single(result.Diagnostics).Id);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Model_AfterAnEditElsewhere_IsNotEmittedAgain()
    {
        CSharpCompilation compilation = Compile(Sound);
        GeneratorDriver driver = Driver().Run(compilation);
        SyntaxTree other = CSharpSyntaxTree.ParseText(
            "class Edited;", new CSharpParseOptions(LanguageVersion.CSharp14),
            cancellationToken: TestContext.Current.CancellationToken);
        GeneratorRunResult result = driver.Run(compilation.AddSyntaxTrees(other)).GetRunResult().Results.Single();

        Assert.All(
            result.TrackedSteps["PipelineModel"].SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static string Text(object count)
    {
        Type type = count.GetType();
        return $"{type.GetProperty("Code")!.GetValue(count)} {type.GetProperty("Runs")!.GetValue(count)} "
            + $"{type.GetProperty("Ends")!.GetValue(count)}";
    }

    private static (Compilation Output, GeneratorRunResult Result) Run(string source)
    {
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(
            Compile(source), out Compilation output, out _, TestContext.Current.CancellationToken);
        return (output, driver.GetRunResult().Results.Single());
    }

    private static CSharpCompilation Compile(string source) => GeneratorRun.Empty.AddSyntaxTrees(
        new[] { Contract, source }.Select(text => CSharpSyntaxTree.ParseText(
            text, new CSharpParseOptions(LanguageVersion.CSharp14), cancellationToken: TestContext.Current.CancellationToken)));

    private static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new PipelineGenerator().AsSourceGenerator()],
        parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
