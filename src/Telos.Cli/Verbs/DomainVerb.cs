using System.CommandLine;
using System.Text;
using System.Text.Json;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Telos.Daemon;
using Telos.Daemon.Domains;

namespace Telos.Cli.Verbs;

/// <summary>What telos thinks of a name, without a daemon.</summary>
internal static class DomainVerb
{
    public static Command Create()
    {
        Argument<string?> name = new("name") { Description = "A domain name", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> intent = new("--intent") { Description = "What the agent says it does" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> lines = new("--stdin")
        {
            Description = "Read a name, or {\"name\":...,\"intent\":...}, a line; print a JSON verdict a line",
        };
        Option<string?> index = new("--index")
        {
            HelpName = "file",
            Description = $"The index to go by (default {TelosPaths.DomainIndex}, or what telos was built with)",
        };
        Command verb = new("domain", "Judge a domain name") { name, intent, json, lines, index };
        verb.SetAction(parsed => Run(
            parsed.GetValue(name), parsed.GetValue(intent) ?? "", parsed.GetValue(json), parsed.GetValue(lines),
            parsed.GetValue(index)));
        return verb;
    }

    private static int Run(string? name, string intent, bool json, bool lines, string? index)
    {
        if (name is null != lines)
        {
            throw new VerbException(ExitCode.Usage, "give either a name or --stdin");
        }

        DomainPipeline judge = new(Open(index), new Lazy<PackageNames>(PackageNames.Load));
        if (name is null)
        {
            using Stream input = Console.OpenStandardInput();
            using Stream output = Console.OpenStandardOutput();
            new DomainLines(judge, intent).Run(input, output);
            return ExitCode.Ok;
        }

        byte[] wire = new byte[DomainLine.NameLengthMax];
        DomainLineStatus status = DomainText.Parse(Encoding.UTF8.GetBytes(name), wire, out int length);
        if (status != DomainLineStatus.Name)
        {
            throw new VerbException(ExitCode.Usage, $"{name} is no domain name: {DomainFault.Of(status)}");
        }

        ReadOnlySpan<byte> wireName = wire.AsSpan(0, length);
        DomainVerdict verdict = judge.Judge(wireName, IntentCategories.Of(intent));
        if (json)
        {
            using Stream output = Console.OpenStandardOutput();
            using Utf8JsonWriter writer = new(output);
            DomainJson.Write(writer, wireName, verdict, judge);
            writer.Flush();
            output.WriteByte((byte)'\n');
            return ExitCode.Ok;
        }

        foreach (string line in DomainStory.Of(wireName, verdict, judge, isColoured: IsTerminal()))
        {
            Console.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private static DomainIndex Open(string? path)
    {
        if (path is not null)
        {
            return IndexFile.Open(path);
        }

        return File.Exists(TelosPaths.DomainIndex) ? IndexFile.Open(TelosPaths.DomainIndex) : DomainList.Load();
    }

    private static bool IsTerminal() =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
}
