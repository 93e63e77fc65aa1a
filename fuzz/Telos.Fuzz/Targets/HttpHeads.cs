using System.Text;
using Telos.Core.Protocol;
using Telos.Fuzz.Oracles;

namespace Telos.Fuzz.Targets;

/// <summary>What a program on this machine writes to Hyperion's port.</summary>
internal static class HttpHeads
{
    public static void Parse(ReadOnlySpan<byte> input)
    {
        HttpHeadStatus status = HttpRequestHead.TryParse(input, out HttpRequestHead head);
        NaiveHead naive = NaiveHead.Read(Encoding.Latin1.GetString(input));
        Claim.Holds(status == naive.Status);
        if (status != HttpHeadStatus.Ok)
        {
            Claim.Holds(head.Length == 0 && head.Method.IsEmpty);
            return;
        }

        Claim.Holds(Encoding.Latin1.GetString(head.Method) == naive.Method);
        Claim.Holds(Encoding.Latin1.GetString(head.Target) == naive.Target);
        Claim.Holds(Encoding.Latin1.GetString(head.Authorization) == naive.Authorization);
        Claim.Holds(head.ContentLength == naive.ContentLength && head.Length == naive.Length);

        // What stands behind the head changes nothing, nor does its coming later.
        Claim.Holds(HttpRequestHead.TryParse(input[..head.Length], out HttpRequestHead alone) == HttpHeadStatus.Ok);
        Claim.Holds(alone.Length == head.Length && alone.ContentLength == head.ContentLength);
        Claim.Holds(HttpRequestHead.TryParse(input[..(head.Length - 1)], out _) == HttpHeadStatus.Incomplete);
    }
}
