using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Telos.Core.Audit;

namespace Telos.Cli.Verbs;

internal static class WhyVerb
{
    public static Command Create()
    {
        Argument<string?> id = new("id") { Description = "A number that telos log shows", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> last = new("--last") { Description = "The latest refusal (the default)" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("why", "Explain a refusal (root)") { id, last, json };
        verb.SetAction(parsed => Explain(parsed.GetValue(id), parsed.GetValue(last), parsed.GetValue(json)));
        return verb;
    }

    private static int Explain(string? idText, bool last, bool json)
    {
        if (idText is not null && last)
        {
            throw new VerbException(ExitCode.Usage, "give either a number or --last");
        }

        AuditRecord record = idText is null ? LatestRefusal() : Find(idText);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(record, AuditJson.Default.AuditRecord));
            return ExitCode.Ok;
        }

        foreach (string line in AuditText.Story(record))
        {
            Console.WriteLine(TerminalText.Escape(line));
        }

        return ExitCode.Ok;
    }

    private static AuditRecord LatestRefusal() =>
        LogVerb.ReadAll().FindLast(record => record.Action is "refused" or "audited" or "cut" or "intent-refused")
        ?? throw new VerbException(ExitCode.Failed, "nothing was refused yet");

    private static AuditRecord Find(string idText)
    {
        if (!long.TryParse(idText.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            throw new VerbException(ExitCode.Usage, $"{idText} is not a record's number: telos log shows them");
        }

        return LogVerb.ReadAll().Find(record => record.Id == id)
            ?? throw new VerbException(ExitCode.Failed, $"there is no record {id}: telos log shows which there are");
    }
}
