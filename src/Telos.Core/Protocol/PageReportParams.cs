namespace Telos.Core.Protocol;

/// <summary>A browser says what it found in a page that an agent reads.</summary>
/// <param name="Level">low, medium, high or critical, as docs/BROWSER.md has them.</param>
/// <param name="Page">Where it was found: origin and path.</param>
/// <param name="Finding">What was found, in words.</param>
/// <param name="Token">Which agent drives the browser, where that is not seen by whose process it is (browser_token).</param>
public sealed record PageReportParams(string Level, string Page, string Finding, string? Token = null);
