using System.Reflection;
using Microsoft.CodeAnalysis;
using Telos.Generators.Rpc;
using Xunit;

namespace Telos.Generators.Tests.Rpc;

public class ClientGeneratorTests
{
    private const string Sound = """
        #nullable enable
        using System.Text.Json.Serialization.Metadata;
        using System.Threading;
        using System.Threading.Tasks;
        using Telos.Client;
        namespace Telos.Client { internal sealed class RpcClientAttribute : System.Attribute; }
        namespace Sample
        {
            [RpcClient]
            public sealed partial class Asker
            {
                public string Asked = "";
                private string Encode(string method) => method;
                private string Encode<T>(string method, T given, JsonTypeInfo<T> type) => $"{method} {given}";
                private T Call<T>(string request) where T : class { Asked = request; return null!; }
                private Task<T> CallAsync<T>(string request, CancellationToken cancellation) where T : class
                {
                    Asked = request + " later";
                    return Task.FromResult<T>(null!);
                }
            }
            public static class Ask
            {
                public static string All()
                {
                    Asker asker = new();
                    Telos.Core.Protocol.Sum? sum = asker.Add(new(1, 2));
                    string first = asker.Asked;
                    sum = asker.Last();
                    string second = asker.Asked;
                    _ = asker.ZeroAsync();
                    return $"{first}; {second}; {asker.Asked}";
                }
            }
        }
        """;

    [Fact]
    public void Client_OfTheContracts_HasAMethodForEach()
    {
        MethodInfo all = RpcRun.Load(new ClientGenerator(), Sound).GetType("Sample.Ask")!.GetMethod("All")!;

        Assert.Equal("add AddParams { Left = 1, Right = 2 }; last; zero.it later", all.Invoke(null, []));
    }

    [Fact]
    public void Client_ThatIsNotPartial_IsRefused()
    {
        string source = Sound.Replace("sealed partial class Asker", "sealed class Asker", StringComparison.Ordinal);
        GeneratorRunResult result = RpcRun.Of(new ClientGenerator(), source);

        Assert.Equal("TELOS201", Assert.Single(result.Diagnostics).Id);
        Assert.Empty(result.GeneratedSources);
    }
}
