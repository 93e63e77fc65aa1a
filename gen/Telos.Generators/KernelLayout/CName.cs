using System.Globalization;
using System.Text;

namespace Telos.Generators.KernelLayout;

internal static class CName
{
    public const string TypePrefix = "telos_";

    /// <summary><c>expires_ns</c> and <c>EXPIRES_NS</c> become <c>ExpiresNs</c>.</summary>
    public static string ToPascalCase(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (string word in name.Split(['_'], StringSplitOptions.RemoveEmptyEntries))
        {
            result.Append(char.ToUpperInvariant(word[0]));
            result.Append(word.Substring(1).ToLower(CultureInfo.InvariantCulture));
        }
        return result.ToString();
    }

    public static string ToTypeName(string cName) => ToPascalCase(cName.Substring(TypePrefix.Length));

    /// <summary>The prefix of the constants of <c>enum telos_gate</c> is <c>TELOS_GATE_</c>.</summary>
    public static string ConstantPrefix(string enumName) => enumName.ToUpperInvariant() + "_";
}
