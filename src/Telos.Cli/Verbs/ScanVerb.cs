using System.CommandLine;
using System.Text.Json;
using Telos.Core.Audit;
using Telos.Core.Content;

namespace Telos.Cli.Verbs;

/// <summary>What a page or a text would do to an agent that reads it; asked before it is read, without a daemon.</summary>
internal static class ScanVerb
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        Argument<string?> file = new("file")
        {
            Description = "A page or a text; - or nothing: standard input", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> type = new("--type")
        {
            HelpName = "type",
            Description = $"What it is read as ({string.Join(", ", ContentText.TypeNames)}); by name and content, if left out",
        };
        type.CompletionSources.Add([.. ContentText.TypeNames]);
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<string?> failOn = new("--fail-on")
        {
            HelpName = "level", Description = "Exit 10 from this level on (medium, high, critical; default high)",
        };
        failOn.CompletionSources.Add("medium", "high", "critical");
        Command verb = new("scan", "Look for hidden text and for instructions to agents in a page or a text")
        {
            file, type, json, failOn,
        };
        verb.SetAction(parsed => Run(
            parsed.GetValue(file) ?? StandardInput, parsed.GetValue(type), parsed.GetValue(json), parsed.GetValue(failOn)));
        return verb;
    }

    /// <exception cref="VerbException">There is no such type.</exception>
    public static ContentType? ParseType(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return ContentText.TryParse(text, out ContentType type) ? type
            : throw new VerbException(ExitCode.Usage, $"no type {text}: {string.Join(", ", ContentText.TypeNames)}");
    }

    private static int Run(string path, string? type, bool json, string? failOn)
    {
        ContentType? read = ParseType(type);
        if (!ContentText.TryParse(failOn ?? "high", out ContentLevel least) || least == ContentLevel.Low)
        {
            throw new VerbException(ExitCode.Usage, $"no level {failOn}: medium, high, critical");
        }

        ContentVerdict verdict = ContentScan.Scan(ReadInput(path), read, path == StandardInput ? null : path);
        if (json)
        {
            using Stream output = Console.OpenStandardOutput();
            using Utf8JsonWriter writer = new(output);
            ContentJson.Write(writer, verdict);
            writer.Flush();
            output.WriteByte((byte)'\n');
        }
        else
        {
            foreach (string line in ContentText.Lines(verdict, delimits: false))
            {
                Console.WriteLine(TerminalText.Escape(line));
            }
        }

        // What was not read whole is not clean, whatever the level.
        return verdict.Level >= least || verdict.Cuts.Count > 0 ? ExitCode.Suspect : ExitCode.Ok;
    }

    /// <summary>One octet more than is read, so that what is longer is told as cut.</summary>
    private static byte[] ReadInput(string path)
    {
        try
        {
            using Stream input = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
            byte[] content = new byte[ContentLimits.LengthMax + 1];
            return content[..input.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VerbException(ExitCode.Failed, $"there is no {path}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.Failed, $"{path} cannot be read: a directory, or not for this user");
        }
    }
}
