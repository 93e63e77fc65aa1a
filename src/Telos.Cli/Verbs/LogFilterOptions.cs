using System.CommandLine;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon.Audit;

namespace Telos.Cli.Verbs;

/// <summary>The options of telos log that say which records are wanted.</summary>
internal sealed class LogFilterOptions
{
    private readonly Option<uint?> _agent = new("--agent") { Description = "Of that agent" };
    private readonly Option<string?> _action = new("--action") { Description = "refused, declared, enrolled, taint, cut, ..." };
    private readonly Option<string?> _gate = new("--gate") { Description = "exec, network, file, lineage, tamper, dns" };
    private readonly Option<string?> _reason = new("--reason") { Description = "exec_not_granted, net_not_granted, ..." };
    private readonly Option<uint?> _pid = new("--pid") { Description = "Of that process" };
    private readonly Option<string?> _since = new("--since") { Description = "Of the last 90s, 10m, 2h" };
    private readonly Option<string?> _subject = new("--subject") { Description = "With that in its subject: a host, a path" };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_agent, _action, _gate, _reason, _pid, _since, _subject])
        {
            verb.Options.Add(option);
        }
    }

    public AuditFilter Of(ParseResult parsed) => new(
        parsed.GetValue(_agent), parsed.GetValue(_action) is string action ? [action] : null, parsed.GetValue(_gate),
        parsed.GetValue(_reason),
        parsed.GetValue(_since) is string text ? Since(text) : null, parsed.GetValue(_pid), parsed.GetValue(_subject));

    private static string Since(string text) => TtlText.TryParse(text, out TimeSpan time, out string error)
        ? AuditTime.Of(DateTime.UtcNow - time)
        : throw new VerbException(ExitCode.Usage, $"--since: {error}");
}
