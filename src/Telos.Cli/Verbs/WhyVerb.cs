using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Audit;

namespace Telos.Cli.Verbs;

internal static class WhyVerb
{
    private static readonly string[] s_refusals = ["refused", "audited", "cut", "intent-refused"];

    public static Command Create()
    {
        Argument<string?> id = new("id") { Description = "A number that telos log shows", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> last = new("--last") { Description = "The latest refusal (the default)" };
        Option<uint?> pid = new("--pid") { Description = "The latest refusal to that process" };
        Option<string?> host = new("--host") { Description = "The latest refusal about that host or address" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> mine = new("--mine") { Description = "The latest refusal of the agent that asks, from inside it" };
        Command verb = new("why", "Explain a refusal (root, or --mine)") { id, last, pid, host, mine, json };
        verb.SetAction(parsed =>
        {
            (string? number, bool isLast, bool isMine) = (parsed.GetValue(id), parsed.GetValue(last), parsed.GetValue(mine));
            AuditFilter wanted = new(Pid: parsed.GetValue(pid), Subject: parsed.GetValue(host));
            bool[] given = [number is not null, isLast, isMine, wanted.Pid is not null, wanted.Subject is not null];
            if (given.Count(isGiven => isGiven) > 1)
            {
                throw new VerbException(ExitCode.Usage, "give one of a number, --last, --pid, --host and --mine");
            }

            return isMine ? ExplainOwn(parsed.GetValue(json)) : Explain(number, wanted, parsed.GetValue(json));
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

    private static int Explain(string? idText, AuditFilter wanted, bool json)
    {
        LogVerb.RequireRoot();
        AuditRecord record = idText is null ? LatestRefusal(wanted) : Find(idText);
        RefusalChain chain = RefusalChain.Of(record);
        if (json)
        {
            Console.WriteLine(chain.ToJson(record).ToJsonString());
            return ExitCode.Ok;
        }

        foreach (string line in AuditText.Story(record, chain))
        {
            Console.WriteLine(TerminalText.Escape(line));
        }

        return ExitCode.Ok;
    }

    private static AuditRecord LatestRefusal(AuditFilter wanted) =>
        AuditReading.Find(wanted with { Actions = s_refusals }, limit: 1).LastOrDefault()
        ?? throw new VerbException(ExitCode.Failed, wanted == new AuditFilter()
            ? "nothing was refused yet"
            : "nothing like that was refused: telos log shows what was");

    private static AuditRecord Find(string idText)
    {
        if (!long.TryParse(idText.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            throw new VerbException(ExitCode.Usage, $"{idText} is not a record's number: telos log shows them");
        }

        return AuditReading.Find(id)
            ?? throw new VerbException(ExitCode.Failed, $"there is no record {id}: telos log shows which there are");
    }
}
