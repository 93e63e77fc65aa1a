using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Telos.Generators.Rpc;
using Telos.Generators.Tests.KernelLayout;
using Xunit;

namespace Telos.Generators.Tests.Rpc;

public class DispatchGeneratorTests
{
    private const string Usings = """
        #nullable enable
        using Telos.Core.Protocol;
        using Telos.Daemon.Sockets;
        namespace Sample;
        """;

    private const string Sound = Usings + """

        public sealed class Member(string name) { public string Name = name; }
        [RpcDispatch(Caller = nameof(Find))]
        public sealed partial class Sums
        {
            private const int Most = 9;
            private static readonly Member s_member = new("somebody");
            private static readonly Sum s_last = new(5);
            private static string AddNeeds => $"add needs two numbers up to {Most}";
            private Answer<Member> Find(Peer peer) => peer.Name == "stranger" ? new RpcError("not served") : s_member;
            [RpcMethod(Methods.Add, Valid = nameof(IsSound), NeedsIn = nameof(AddNeeds))]
            private Answer<Sum> Add(Member member, AddParams given) => new Sum(given.Left + given.Right);
            [RpcMethod(Methods.Last, Needs = "last \"has\" none")] private Answer<Sum> Last(Peer peer) => s_last;
            private static bool IsSound(AddParams given) => given.Left <= Most && given.Right <= Most;
        }
        [RpcDispatch]
        public sealed partial class Zeros
        {
            [RpcMethod("zero.it")] private static Answer<Sum> Zero() => new Sum(0);
        }
        public static class Call
        {
            private static readonly Sums s_sums = new();
            private static readonly Peer s_peer = new("peer");
            private static readonly RpcRequest s_last = new(-1, "last", null), s_other = new(1, "fly", null);
            public static string? Sum(string peer, string method, int left, int right) =>
                s_sums.Dispatch(new Peer(peer), new RpcRequest(7, method, left < 0 ? null : new AddParams(left, right)))?.Text;
            public static string? Zero(string method) =>
                new Zeros().Dispatch(s_peer, new RpcRequest(8, method, "whatever"))?.Text;
            public static long Allocated(bool isKnown)
            {
                RpcRequest request = isKnown ? s_last : s_other;
                s_sums.Dispatch(s_peer, request);
                long before = System.GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 1000; i++) s_sums.Dispatch(s_peer, request);
                return System.GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        """;

    private const string Zero = "[RpcMethod(\"zero.it\")] Answer<Sum> Zero() => new Sum(0);";
    private const string Last = "[RpcMethod(\"last\")] Answer<Sum> Last() => new Sum(0);";
    private const string Add = "[RpcMethod(\"add\", Needs = \"x\")] Answer<Sum> Add(AddParams given) => new Sum(0);";

    private static readonly Type s_call = RpcRun.Load(new DispatchGenerator(), Sound).GetType("Sample.Call")!;

    [Theory]
    [InlineData("peer", "add", 2, 3, "7 Sum { Value = 5 }")]
    [InlineData("peer", "add", 2, 10, "7 -32602 add needs two numbers up to 9")]
    [InlineData("peer", "add", -1, 0, "7 -32602 add needs two numbers up to 9")]
    [InlineData("stranger", "add", 2, 3, "7 not served")]
    [InlineData("stranger", "add", -1, 0, "7 -32602 add needs two numbers up to 9")]
    [InlineData("stranger", "last", -1, 0, "7 Sum { Value = 5 }")]
    [InlineData("peer", "last", 1, 1, "7 -32602 last \"has\" none")]
    [InlineData("peer", "Add", 1, 1, null)]
    [InlineData("peer", "zero.it", 1, 1, null)]
    public void Dispatch_OfARequest_ParsesChecksAndAnswers(string peer, string method, int left, int right, string? answer) =>
        Assert.Equal(answer, s_call.GetMethod("Sum")!.Invoke(null, [peer, method, left, right]));

    [Fact]
    public void Dispatch_OfAMethodThatSaysNoNeeds_LooksAtNoParams() =>
        Assert.Equal("8 Sum { Value = 0 }", s_call.GetMethod("Zero")!.Invoke(null, ["zero.it"]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispatch_OfAnyMethod_AllocatesNothingItself(bool isKnown) =>
        Assert.Equal(0L, s_call.GetMethod("Allocated")!.Invoke(null, [isKnown]));

    [Theory]
    [InlineData(Add + Last + Zero, null)]
    [InlineData(Add + Last + "[RpcMethod(\"zero.it\")] Answer<Sum> Zero(Peer peer, Peer other) => new Sum(0);", "TELOS203")]
    [InlineData(Add + Last + "[RpcMethod(\"zero.it\")] Answer<Sum> Zero(AddParams given) => new Sum(0);", "TELOS203")]
    [InlineData(Add + Last + "[RpcMethod(\"zero.it\")] Sum Zero() => new Sum(0);", "TELOS203")]
    [InlineData(Add + Last + "[RpcMethod(\"zero.it\")] Answer<AddParams> Zero() => new AddParams(0, 0);", "TELOS203")]
    [InlineData(Last + Zero + "[RpcMethod(\"add\", Needs = \"x\")] Answer<Sum> Add() => new Sum(0);", "TELOS203")]
    [InlineData(Last + Zero + "[RpcMethod(\"add\")] Answer<Sum> Add(AddParams given) => new Sum(0);", "TELOS206")]
    [InlineData(
        Last + Zero + "[RpcMethod(\"add\", Needs = \"x\", Valid = \"IsFine\")] Answer<Sum> Add(AddParams given) => new Sum(0);",
        "TELOS208")]
    [InlineData(
        Last + Zero + "[RpcMethod(\"add\", NeedsIn = \"No\")] Answer<Sum> Add(AddParams given) => new Sum(0);", "TELOS208")]
    [InlineData(Add + Last, "TELOS205")]
    [InlineData(Add + Last + Zero + "[RpcMethod(\"last\")] Answer<Sum> Again() => new Sum(0);", "TELOS204")]
    [InlineData(Add + Last + Zero + "[RpcMethod(\"fly\")] Answer<Sum> Fly() => new Sum(0);", "TELOS202")]
    [InlineData(Add + Last + Zero + "[RpcMethod(Methods.Bare)] Answer<Sum> Bare() => new Sum(0);", "TELOS202")]
    public void Dispatch_ThatIsNotSound_IsRefused(string members, string? rule) =>
        AssertRefused($"[RpcDispatch] partial class Sums {{ {members} }}", rule);

    [Theory]
    [InlineData("[RpcDispatch] class Sums { " + Add + Last + Zero + " }", "TELOS201")]
    [InlineData("class Outer { [RpcDispatch] partial class Sums { " + Add + Last + Zero + " } }", "TELOS201")]
    [InlineData("[RpcDispatch(Caller = \"Nobody\")] partial class Sums { " + Add + Last + Zero + " }", "TELOS208")]
    [InlineData(
        "[RpcDispatch] partial class Sums { " + Add + Last + " } [RpcDispatch] partial class More { " + Last + Zero + " }",
        "TELOS204")]
    public void Dispatches_ThatAreNotSound_AreRefused(string declarations, string rule) => AssertRefused(declarations, rule);

    [Fact]
    public void Contract_WhoseResultNoContextKnows_IsRefused()
    {
        CSharpCompilation compilation = RpcRun.Compile($"{Usings} [RpcDispatch] partial class Sums {{ {Add + Last + Zero} }}");
        SyntaxTree contracts = compilation.SyntaxTrees[0];
        string without = contracts.ToString().Replace("JsonTypeInfo<Sum> Sum", "object Sum", StringComparison.Ordinal);
        GeneratorRunResult result = RpcRun.Driver(new DispatchGenerator()).Run(compilation.ReplaceSyntaxTree(
            contracts, CSharpSyntaxTree.ParseText(
                without, new CSharpParseOptions(LanguageVersion.CSharp14),
                cancellationToken: TestContext.Current.CancellationToken))).GetRunResult().Results.Single();

        Assert.Equal(3, result.Diagnostics.Count(diagnostic => diagnostic.Id == "TELOS207"));
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Model_AfterAnEditElsewhere_IsNotEmittedAgain()
    {
        CSharpCompilation compilation = RpcRun.Compile(Sound);
        GeneratorDriver driver = RpcRun.Driver(new DispatchGenerator()).Run(compilation);
        SyntaxTree other = CSharpSyntaxTree.ParseText(
            "class Edited;", new CSharpParseOptions(LanguageVersion.CSharp14),
            cancellationToken: TestContext.Current.CancellationToken);
        GeneratorRunResult result = driver.Run(compilation.AddSyntaxTrees(other)).GetRunResult().Results.Single();

        Assert.All(
            result.TrackedSteps["DispatchModel"].Concat(result.TrackedSteps["Contracts"]).SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static void AssertRefused(string declarations, string? rule)
    {
        GeneratorRunResult result = RpcRun.Of(new DispatchGenerator(), $"{Usings} {declarations}");

        Assert.Equal(rule is null ? [] : [rule], result.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal(rule is null, result.GeneratedSources.Length > 0);
    }
}
