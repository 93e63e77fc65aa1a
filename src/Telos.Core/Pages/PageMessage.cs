using System.Text.Json;
using Telos.Core.Protocol;

namespace Telos.Core.Pages;

/// <summary>What the browser extension says of a page (src/browser-eye/src/bridge.ts).</summary>
/// <param name="Page">Origin and path.</param>
/// <param name="Level">LOW, MEDIUM, HIGH or CRITICAL.</param>
/// <param name="Finding">The worst finding, in words.</param>
public sealed record PageMessage(string Page, string Level, string Finding)
{
    private const int PageLengthMax = 500;
    private const int FindingLengthMax = 1000;

    private static readonly string[] s_levels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

    /// <summary>The higher the worse; 0 is LOW.</summary>
    public int Rank => Array.IndexOf(s_levels, Level);

    /// <summary>Whatever the bytes are.</summary>
    /// <param name="fault">Empty, or what is wrong with them.</param>
    /// <returns>Null with a fault.</returns>
    public static PageMessage? Parse(ReadOnlySpan<byte> json, out string fault)
    {
        PageMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(json, ProtocolJson.Default.PageMessage);
        }
        catch (JsonException)
        {
            fault = "a message is an object with page, level and finding, each a text";
            return null;
        }

        fault = message is null ? "a message is no null"
            : message.Rank < 0 ? "level is LOW, MEDIUM, HIGH or CRITICAL"
            : message.Page.Length is 0 or > PageLengthMax ? $"page has 1 to {PageLengthMax} characters"
            : message.Finding.Length is 0 or > FindingLengthMax ? $"finding has 1 to {FindingLengthMax} characters"
            : "";
        return fault.Length == 0 ? message : null;
    }
}
