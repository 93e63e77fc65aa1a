using System.Reflection;

namespace Telos.Daemon;

/// <summary>The version that the build stamped, without the commit.</summary>
public static class ProductVersion
{
    public static string Text { get; } =
        Assembly.GetExecutingAssembly().GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";
}
