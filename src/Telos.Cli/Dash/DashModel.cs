using Telos.Core.Audit;

namespace Telos.Cli.Dash;

/// <summary>What is looked at: what was read, and where whoever looks has got to.</summary>
internal sealed class DashModel
{
    private const int KeptMax = 2000;

    private readonly List<AuditRecord>[] _records = [[], []];
    private long _pausedAt = long.MaxValue;

    public DashReading Now { get; private set; } = new(0, null, null, [], "…");

    public DashRates Rates { get; private set; } = DashRates.None;

    public DashPane Pane { get; private set; } = DashPane.Done;

    public bool IsPaused => _pausedAt != long.MaxValue;

    public string Filter { get; private set; } = "";

    /// <summary>The filter is being typed.</summary>
    public bool IsTyping { get; private set; }

    public bool ShowsHelp { get; private set; }

    /// <summary>Of the record that is chosen; 0: the latest, whichever that is.</summary>
    public long ChosenId { get; private set; }

    /// <summary>Whose story is told.</summary>
    public AuditRecord? Told { get; private set; }

    /// <summary>Since the pause began.</summary>
    public int Unseen => _records.Sum(pane => pane.Count(record => record.Id > _pausedAt));

    public void Take(DashReading reading)
    {
        Rates = DashRates.Between(Now, reading);
        Now = reading;
        foreach (AuditRecord record in reading.Records.Where(record => record.Action != "probed"))
        {
            List<AuditRecord> pane = _records[(int)PaneOf(record)];
            pane.Add(record);
            if (pane.Count > KeptMax)
            {
                pane.RemoveRange(0, KeptMax / 10);
            }
        }
    }

    /// <summary>
    /// What agents said and what was decided on one side, what the kernel and the name server did on the other.
    /// </summary>
    public static DashPane PaneOf(AuditRecord record) =>
        record.Gate != "none" || record.Action is "cut" or "dropped" ? DashPane.Done : DashPane.Said;

    /// <summary>Oldest first.</summary>
    public List<AuditRecord> Shown(DashPane pane) =>
    [
        .. _records[(int)pane].Where(record => record.Id <= _pausedAt
            && (Filter.Length == 0 || DashText.Line(record).Contains(Filter, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>False: that was the end.</summary>
    public bool Press(DashKey key)
    {
        if (IsTyping)
        {
            Type(key);
            return true;
        }

        switch (key.Kind)
        {
            case DashKeyKind.Quit:
                return false;
            case DashKeyKind.Escape:
                Leave();
                break;
            case DashKeyKind.Up:
                Move(-1);
                break;
            case DashKeyKind.Down:
                Move(1);
                break;
            case DashKeyKind.Tab:
                Pane = Pane == DashPane.Said ? DashPane.Done : DashPane.Said;
                ChosenId = 0;
                break;
            case DashKeyKind.Enter:
                List<AuditRecord> shown = Shown(Pane);
                Told = shown.Find(record => record.Id == ChosenId) ?? shown.LastOrDefault();
                break;
            case DashKeyKind.Letter:
                return PressLetter(key.Letter);
        }

        return true;
    }

    private bool PressLetter(char letter)
    {
        switch (letter)
        {
            case 'q':
                return false;
            case 'p' or ' ':
                _pausedAt = IsPaused ? long.MaxValue : _records.Max(pane => pane.Count == 0 ? 0 : pane[^1].Id);
                break;
            case '/':
                (IsTyping, Told, ShowsHelp) = (true, null, false);
                break;
            case '?':
                (ShowsHelp, Told) = (!ShowsHelp, null);
                break;
            case 'k':
                Move(-1);
                break;
            case 'j':
                Move(1);
                break;
            case 'g':
                ChosenId = 0;
                break;
        }

        return true;
    }

    private void Type(DashKey key)
    {
        switch (key.Kind)
        {
            case DashKeyKind.Enter:
                IsTyping = false;
                break;
            case DashKeyKind.Escape or DashKeyKind.Quit:
                (IsTyping, Filter) = (false, "");
                break;
            case DashKeyKind.Backspace:
                Filter = Filter.Length == 0 ? "" : Filter[..^1];
                break;
            case DashKeyKind.Letter:
                Filter += key.Letter;
                break;
        }

        ChosenId = 0;
    }

    // What is nearest first: a story, the help, a choice, the filter, the pause.
    private void Leave()
    {
        if (Told is not null || ShowsHelp)
        {
            (Told, ShowsHelp) = (null, false);
        }
        else if (ChosenId != 0)
        {
            ChosenId = 0;
        }
        else
        {
            (Filter, _pausedAt) = ("", long.MaxValue);
        }
    }

    private void Move(int by)
    {
        List<AuditRecord> shown = Shown(Pane);
        if (shown.Count == 0)
        {
            return;
        }

        int at = shown.FindIndex(record => record.Id == ChosenId);
        at = Math.Clamp((at < 0 ? shown.Count - 1 : at) + by, 0, shown.Count - 1);
        ChosenId = at == shown.Count - 1 ? 0 : shown[at].Id;
        Told = Told is null ? null : shown[at];
    }
}
