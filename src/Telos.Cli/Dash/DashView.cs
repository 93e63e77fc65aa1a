using System.Globalization;
using Telos.Core.Audit;
using Telos.Core.Protocol;

namespace Telos.Cli.Dash;

/// <summary>
/// The screen: above, whether the gates are there; left, what agents said and what was decided; right, what the kernel did;
/// below, the agents, each under the one that started it, and what a second brings.
/// </summary>
internal static class DashView
{
    public const int RowsMin = 8;
    public const int ColumnsMin = 40;

    private const int FixedRows = 5;

    private static readonly string[] s_help =
    [
        "q        end",
        "p space  hold the screen still, or go on",
        "/        show what has a word in it; Enter keeps it, Esc drops it",
        "Tab      the other side",
        "up down  choose a record; g: the latest again",
        "Enter    why: the whole story of what is chosen",
        "Esc      back",
        "",
        "Left: what agents say and what was decided. Right: what the kernel and the name server did.",
        "gates: how many of the programs that the agents need are attached; telos status proves that they refuse.",
    ];

    public static Canvas Render(DashModel model, int rows, int columns)
    {
        Canvas canvas = new(rows, columns);
        if (rows < RowsMin || columns < ColumnsMin)
        {
            canvas.Put(0, 0, columns, $"telos dash needs {ColumnsMin}x{RowsMin}");
            return canvas;
        }

        List<(AgentStateResult Agent, int Depth)> agents = Tree(model.Now.Status?.Agents ?? []);
        int agentRows = Math.Clamp(agents.Count, 1, Math.Max(1, (rows - FixedRows) / 3));
        int listRows = rows - FixedRows - agentRows;
        PutHeader(canvas, model);
        if (model.Told is AuditRecord told)
        {
            PutText(canvas, listRows + 1, "WHY", AuditText.Story(told).Select(TerminalText.Escape));
        }
        else if (model.ShowsHelp)
        {
            PutText(canvas, listRows + 1, "HELP", s_help);
        }
        else
        {
            int left = (columns - 1) / 2;
            PutPane(canvas, model, DashPane.Said, "SAID AND DECIDED", 0, left, listRows);
            for (int row = 1; row <= listRows + 1; row++)
            {
                canvas.Put(row, left, 1, "│", CellStyle.Dim);
            }

            PutPane(canvas, model, DashPane.Done, "THE KERNEL", left + 1, columns - left - 1, listRows);
        }

        PutAgents(canvas, agents, listRows + 2, agentRows);
        PutRates(canvas, model, rows - 2);
        PutKeys(canvas, model, rows - 1);
        return canvas;
    }

    private static void PutHeader(Canvas canvas, DashModel model)
    {
        string state = model.Now.Status is not StatusResult status
            ? $"NO DAEMON: {model.Now.Fault}"
            : $"{GatesOf(status)}  {(status.Mode == "audit" ? "AUDIT: refuses nothing  " : "")}{Faults(status)}"
                + $"{status.Agents.Length} agents";
        canvas.Put(0, 0, canvas.Columns, $" telos  {TerminalText.Escape(state)}", CellStyle.Bar);
        string clock = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        canvas.Put(0, canvas.Columns - clock.Length - 1, clock.Length + 1, clock, CellStyle.Bar);
    }

    private static string GatesOf(StatusResult status) =>
        status.OffCause is not null ? "network gate alone" : $"gates {status.NeededAttached}/{status.Needed}";

    private static string Faults(StatusResult status)
    {
        string[] parts =
        [
            .. status.PartFaults().Append((Part: "metrics", Fault: status.MetricsError))
            .Where(each => each.Fault is not null).Select(each => each.Part),
        ];
        return status.NeededAttached < status.Needed ? "GATES ARE MISSING (telos status)  "
            : parts.Length == 0 ? "" : $"FAULT: {string.Join(", ", parts)} (telos status)  ";
    }

    private static void PutPane(Canvas canvas, DashModel model, DashPane pane, string title, int column, int width, int rows)
    {
        bool isChosen = model.Pane == pane;
        canvas.Put(1, column, width, $" {title}", isChosen ? CellStyle.Bold : CellStyle.Dim);
        List<AuditRecord> shown = model.Shown(pane);
        int chosen = isChosen ? shown.FindIndex(record => record.Id == model.ChosenId) : -1;
        int last = chosen < 0 ? shown.Count - 1 : Math.Min(shown.Count - 1, Math.Max(chosen + (rows / 2), rows - 1));
        int first = Math.Max(0, last - rows + 1);
        for (int row = 0; row < rows; row++)
        {
            int at = first + row;
            if (at <= last)
            {
                CellStyle style = at == chosen ? CellStyle.Chosen : DashText.StyleOf(shown[at]);
                canvas.Put(row + 2, column, width, DashText.Line(shown[at]), style);
            }
        }
    }

    private static void PutText(Canvas canvas, int rows, string title, IEnumerable<string> lines)
    {
        canvas.Put(1, 0, canvas.Columns, $" {title}", CellStyle.Bold);
        int row = 2;
        foreach (string line in lines.SelectMany(line => CellText.Wrap(line, canvas.Columns - 2, "            ")))
        {
            if (row > rows)
            {
                break;
            }

            canvas.Put(row++, 1, canvas.Columns - 2, line);
        }
    }

    private static void PutAgents(Canvas canvas, List<(AgentStateResult Agent, int Depth)> agents, int top, int rows)
    {
        canvas.Put(top, 0, canvas.Columns, " AGENTS", CellStyle.Bold);
        if (agents.Count == 0)
        {
            canvas.Put(top + 1, 1, canvas.Columns - 1, "none runs", CellStyle.Dim);
        }

        for (int row = 0; row < Math.Min(rows, agents.Count); row++)
        {
            (AgentStateResult agent, int depth) = agents[row];
            bool isMore = row == rows - 1 && agents.Count > rows;
            canvas.Put(top + 1 + row, 1, canvas.Columns - 1,
                isMore ? $"and {agents.Count - row} more: telos agents" : DashText.Agent(agent, depth),
                isMore ? CellStyle.Dim : DashText.StyleOf(agent));
        }
    }

    private static void PutRates(Canvas canvas, DashModel model, int row)
    {
        DashRates rates = model.Rates;
        MapFill? fullest = model.Now.Status?.Maps.MaxBy(map => (double)map.Entries / map.EntriesMax);
        string maps = fullest is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $"  fullest map {100.0 * fullest.Entries / fullest.EntriesMax:0}% {fullest.Name}");
        string dropped = model.Now.Status is { EventsDropped: > 0 and ulong count } ? $"  {count} events dropped" : "";
        canvas.Put(row, 0, canvas.Columns,
            $" decisions {DashText.Rate(rates.Decisions)}  names {DashText.Rate(rates.Names)}, refused "
            + $"{DashText.Rate(rates.NamesRefused)}  xdp drops {DashText.Rate(rates.Dropped)}{dropped}{maps}",
            CellStyle.Dim);
    }

    private static void PutKeys(Canvas canvas, DashModel model, int row)
    {
        string state = model.IsTyping ? $" filter: {model.Filter}_"
            : model.IsPaused ? $" PAUSED, {model.Unseen} more  p goes on"
            : model.Filter.Length > 0 ? $" only with \"{model.Filter}\"  Esc shows all"
            : " q end  p pause  / filter  Tab side  up/down choose  Enter why  ? help";
        canvas.Put(row, 0, canvas.Columns, state, CellStyle.Bar);
    }

    // One whose parent is gone stands by itself.
    private static List<(AgentStateResult Agent, int Depth)> Tree(AgentStateResult[] agents)
    {
        HashSet<uint> known = [.. agents.Select(agent => agent.AgentId)];
        List<(AgentStateResult, int)> tree = [];
        foreach (AgentStateResult agent in agents.Where(agent => agent.Parent is not uint parent || !known.Contains(parent)))
        {
            AddBranch(tree, agents, agent, depth: 0);
        }

        return tree;
    }

    private static void AddBranch(
        List<(AgentStateResult, int)> tree, AgentStateResult[] agents, AgentStateResult agent, int depth)
    {
        tree.Add((agent, depth));
        foreach (AgentStateResult child in agents.Where(other => other.Parent == agent.AgentId))
        {
            AddBranch(tree, agents, child, depth + 1);
        }
    }
}
