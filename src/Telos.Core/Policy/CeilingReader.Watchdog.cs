using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>The section watchdog.</summary>
internal sealed partial class CeilingReader
{
    private WatchdogRules _watchdog = WatchdogRules.Default;

    private void ReadWatchdog(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "watchdog"))
        {
            FailModes modes = _watchdog.Modes;
            switch (key.Text)
            {
                case "stale":
                    _watchdog = _watchdog with { Stale = Stale(value) };
                    break;
                case "exec":
                    _watchdog = _watchdog with { Modes = modes with { Exec = FailModeOf(value, "exec", modes.Exec) } };
                    break;
                case "network":
                    _watchdog = _watchdog with { Modes = modes with { Network = FailModeOf(value, "network", modes.Network) } };
                    break;
                case "file":
                    _watchdog = _watchdog with { Modes = modes with { File = FailModeOf(value, "file", modes.File) } };
                    break;
            }
        }
    }

    private TimeSpan Stale(CeilingNode value)
    {
        if (!TtlText.TryParse(Text(value, "stale"), out TimeSpan stale, out string error))
        {
            return Bad(value, "stale: " + error, _watchdog.Stale);
        }

        return stale >= WatchdogRules.StaleMin && stale <= WatchdogRules.StaleMax
            ? stale
            : Bad(value, $"stale lies between {TtlText.Format(WatchdogRules.StaleMin)} and "
                + TtlText.Format(WatchdogRules.StaleMax), _watchdog.Stale);
    }

    private FailMode FailModeOf(CeilingNode value, string gate, FailMode fallback) => Text(value, gate) switch
    {
        "closed" => FailMode.Closed,
        "hold" => FailMode.Hold,
        "open" => FailMode.Open,
        var other => Bad(value, $"{gate} is closed, hold or open, not \"{other}\"", fallback),
    };
}
