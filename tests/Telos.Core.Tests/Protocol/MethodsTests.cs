using System.Reflection;
using Telos.Core.Protocol;
using Xunit;

namespace Telos.Core.Tests.Protocol;

public sealed class MethodsTests
{
    // A constant without a contract would be one that neither the dispatch nor a client has.
    [Fact]
    public void Methods_HaveAContractAndANameOfTheirOwn()
    {
        FieldInfo[] methods = typeof(Methods).GetFields();

        Assert.All(methods, method => Assert.NotNull(method.GetCustomAttribute<RpcContractAttribute>()));
        Assert.Distinct(methods.Select(method => (string)method.GetRawConstantValue()!));
        Assert.Contains(methods, method => method.Name == nameof(Methods.Declare));
    }
}
