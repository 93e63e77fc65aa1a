using System.Globalization;
using System.Text;
using Telos.Core.Abi;

namespace Telos.Daemon.Events;

/// <summary>The kernel's numbers in the words of the log, made once. One that is not known stands as it is.</summary>
internal static class EventWords
{
    private static readonly string[] s_gates = Lower(Enum.GetNames<Gate>());
    private static readonly string[] s_verdicts = Upper(Enum.GetNames<Verdict>());
    private static readonly string[] s_taints = Upper(Enum.GetNames<Taint>());
    private static readonly byte[][] s_operations =
        [.. Lower(Enum.GetNames<NetOperation>()).Select(Encoding.ASCII.GetBytes)];

    public static string Of(Gate gate) => Of((uint)gate, s_gates);

    public static string Of(Verdict verdict) => Of((uint)verdict, s_verdicts);

    public static string Of(Taint taint) => Of((uint)taint, s_taints);

    public static void Add(ref Utf8Text text, NetOperation operation)
    {
        if ((uint)operation < s_operations.Length)
        {
            text.Add(s_operations[(uint)operation]);
        }
        else
        {
            text.AddNumber((uint)operation);
        }
    }

    // Enum.GetNames has them by value, and these enums have no gaps.
    private static string Of(uint value, string[] words) =>
        value < words.Length ? words[value] : value.ToString(CultureInfo.InvariantCulture);

    private static string[] Lower(string[] names) => Array.ConvertAll(names, name => name.ToLowerInvariant());

    private static string[] Upper(string[] names) => Array.ConvertAll(names, name => name.ToUpperInvariant());
}
