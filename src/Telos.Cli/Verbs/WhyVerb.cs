using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

internal static class WhyVerb
{
    public static Command Create()
    {
        Argument<string?> id = new("id") { Description = "A number that telos log shows", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> last = new("--last") { Description = "The latest refusal (the default)" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> mine = new("--mine") { Description = "The latest refusal of the agent that asks, from inside it" };
        Command verb = new("why", "Explain a refusal (root, or --mine)") { id, last, mine, json };
        verb.SetAction(parsed =>
        {
            (string? number, bool isLast, bool isMine) = (parsed.GetValue(id), parsed.GetValue(last), parsed.GetValue(mine));
            if ((number is not null ? 1 : 0) + (isLast ? 1 : 0) + (isMine ? 1 : 0) > 1)
            {
                throw new VerbException(ExitCode.Usage, "give one of a number, --last and --mine");
            }

            return isMine ? ExplainOwn(parsed.GetValue(json)) : Explain(number, parsed.GetValue(json));
        });
        return verb;
    }

    private static int ExplainOwn(bool json)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
        DenialsResult found = client.Ask(daemon => daemon.Denials(new DenialsParams(Limit: 1)));
        DenialRecord denial = found.Denials.LastOrDefault()
            ?? throw new VerbException(ExitCode.Failed, "nothing was refused to this agent yet");
        Console.WriteLine(json
            ? JsonSerializer.Serialize(denial, ProtocolJson.Default.DenialRecord)
            : TerminalText.Escape(Sentence(denial)));
        return ExitCode.Ok;
    }

    /// <summary>A refusal as an agent is told of it.</summary>
    public static string Sentence(DenialRecord denial) =>
        $"{denial.Gate} refused {denial.Subject} ({denial.Reason}). {denial.Cause} {denial.NextStep}".TrimEnd();

    private static int Explain(string? idText, bool json)
    {
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
