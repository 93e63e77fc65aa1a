using System.Text;

namespace Telos.Core.Tests.Domains;

/// <summary>RFC 1035 3.1: each label after its length, then the root's zero.</summary>
internal static class WireName
{
    public static byte[] Of(string text) =>
        [.. text.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];
}
