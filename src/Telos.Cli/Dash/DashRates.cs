using Telos.Core.Protocol;

namespace Telos.Cli.Dash;

/// <summary>A second's worth of each counter, between the last two readings.</summary>
internal sealed record DashRates(double Decisions, double Names, double NamesRefused, double Dropped)
{
    public static DashRates None { get; } = new(0, 0, 0, 0);

    public static DashRates Between(DashReading? before, DashReading now)
    {
        if (before?.Status is not StatusResult old || now.Status is not StatusResult status || old.Pid != status.Pid)
        {
            return None;
        }

        double seconds = Math.Max(0.001, (now.AtMs - before.AtMs) / 1000.0);
        double Rate(double from, double to) => Math.Max(0, to - from) / seconds;
        return new DashRates(
            Rate(old.Decisions, status.Decisions),
            Rate(old.Names?.Asked ?? 0, status.Names?.Asked ?? 0),
            Rate(old.Names?.Refused ?? 0, status.Names?.Refused ?? 0),
            Rate(before.Blocks?.Dropped ?? 0, now.Blocks?.Dropped ?? 0));
    }
}
