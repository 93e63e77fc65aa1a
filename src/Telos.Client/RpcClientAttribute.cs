namespace Telos.Client;

/// <summary>The partial class gets a method for each of <see cref="Core.Protocol.Methods"/>, by its contract.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RpcClientAttribute : Attribute;
