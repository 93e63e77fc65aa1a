namespace Telos.Core.Adjudication;

/// <summary>
/// What a model has denied, as long as the intent that it was denied to: asked again, by whatever agent, it is not asked. An
/// ALLOW is never remembered. Another ceiling leaves it as it is: it can only deny.
/// </summary>
public sealed class DenialMemory(int countMax)
{
    private readonly Dictionary<(string Goal, string Subject), (string Reason, ulong UntilNs)> _denials = [];

    public int Count => _denials.Count;

    /// <summary>Null: nothing is known.</summary>
    public string? Find(string goal, string subject, ulong nowNs) =>
        _denials.TryGetValue((goal, subject), out (string Reason, ulong UntilNs) denial) && denial.UntilNs > nowNs
            ? denial.Reason
            : null;

    /// <summary>When there is no room, what ends first makes room.</summary>
    public void Add(string goal, string subject, string reason, ulong untilNs)
    {
        if (countMax == 0)
        {
            return;
        }

        if (_denials.Count >= countMax && !_denials.ContainsKey((goal, subject)))
        {
            _denials.Remove(_denials.MinBy(denial => denial.Value.UntilNs).Key);
        }

        _denials[(goal, subject)] = (reason, untilNs);
    }
}
