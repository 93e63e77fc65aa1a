using System.Runtime.CompilerServices;
using Telos.Core.Abi;
using Telos.Core.Pages;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Sockets;
using Telos.Linux.Processes;

namespace Telos.Daemon.Pages;

/// <summary>
/// What browsers report of pages. The agent is the one whose process the browser is; else the one that its token names. Nothing
/// that a report says lowers anything, and what is too much for the log raises the taint all the same.
/// </summary>
/// <param name="sweep">Has all agents' connections looked through, as a taint that rose may cut them.</param>
[RpcDispatch]
internal sealed partial class PageMethods(
    AgentTable agents, LiveCeiling live, BrowserTokens tokens, Journal journal, Action sweep)
{
    /// <summary>Records of an agent's pages in a minute; one that raises its taint is none of them.</summary>
    public const int RecordsPerMinute = 30;

    private const int PageMax = 500;
    private const int FindingMax = 1000;

    // Entries go with their agents.
    private readonly ConditionalWeakTable<AgentEntry, ReportRate> _rates = [];

    private static string ReportNeeds => $"page.report needs level ({TaintText.Names}), page (at most {PageMax} characters) and "
        + $"finding (at most {FindingMax})";

    [RpcMethod(Methods.PageReport, Valid = nameof(IsSound), NeedsIn = nameof(ReportNeeds))]
    private Answer<TaintResult> Report(Peer peer, PageReportParams given)
    {
        using PidFd? process = peer.OpenProcess();
        uint? id = process is null ? null
            : agents.AgentOf(process)
            ?? (given.Token is string token ? tokens.AgentOf(token, DateTimeOffset.UtcNow) : null);
        if (id is not uint agentId || agents.Find(agentId) is not AgentEntry agent)
        {
            return new RpcError(RpcErrorCode.NotAnAgent, given.Token is null
                ? "this browser is no agent's: no process of an agent started it, and TELOS_BROWSER_TOKEN is not set"
                : "this browser is no agent's: the token is no longer valid, or its agent has ended");
        }

        _ = TaintText.TryParse(given.Level, out Taint found);
        Taint level = found < Taint.High ? Taint.Clean
            : found <= live.Current.PagesMax ? found : live.Current.PagesMax;
        bool rose = level > Taint.Clean && agents.RaiseTaint(agent, level);
        Taint taint = agents.TaintOf(agentId);
        if (rose || IsRecorded(agent, (int)found))
        {
            journal.PageReported(agent, peer.Credentials, taint, given.Page, given.Finding, rose);
        }

        if (rose)
        {
            sweep();
        }

        return new TaintResult(agentId, taint.ToString().ToUpperInvariant());
    }

    private bool IsRecorded(AgentEntry agent, int level)
    {
        ReportRate rate = _rates.GetValue(agent, _ => new ReportRate(RecordsPerMinute));
        lock (rate)
        {
            bool isHeard = rate.IsHeard(level, Environment.TickCount64);
            rate.Heard(level);
            return isHeard;
        }
    }

    private static bool IsSound(PageReportParams given) => TaintText.TryParse(given.Level, out _)
        && given.Page.Length is > 0 and <= PageMax && given.Finding.Length is > 0 and <= FindingMax;
}
