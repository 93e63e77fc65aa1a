using System.CommandLine;
using Telos.Cli.Browser;
using Telos.Core.Pages;
using Telos.Core.Setup;

namespace Telos.Cli.Verbs;

/// <summary>
/// What Chromium starts for the extension Browser Eye. A manifest names a program without arguments, and the browser adds the
/// extension's origin as the first: by that telos knows what it is to be.
/// </summary>
internal static class BrowserHostVerb
{
    private const string ExtensionScheme = "chrome-extension://";

    public static Command Create()
    {
        Argument<string?> origin = new("origin")
        {
            Description = "The extension that asks; a browser gives it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command verb = new("browser-host", "Pass what Browser Eye finds on to the daemon; a browser starts it") { origin };
        verb.SetAction(parsed => Run(parsed.GetValue(origin)));
        return verb;
    }

    public static bool IsWanted(string[] arguments) =>
        arguments.Length > 0 && arguments[0].StartsWith(ExtensionScheme, StringComparison.Ordinal);

    /// <param name="origin">Null: somebody else than a browser started it.</param>
    public static int Run(string? origin)
    {
        if (origin is not null and not HostManifestFormat.Origin)
        {
            throw new VerbException(ExitCode.Usage, $"{origin} is not Browser Eye, which alone is served here");
        }

        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        string? token = Environment.GetEnvironmentVariable(BrowserHost.TokenVariable);
        return new BrowserHost(new NativeMessages(input, output), string.IsNullOrEmpty(token) ? null : token).Serve();
    }
}
