namespace Telos.Core.Adjudication;

/// <summary>How often a model is asked: so many times in any hour.</summary>
public sealed class CallBudget(int callsPerHour)
{
    private const ulong HourNs = 3600UL * 1_000_000_000;

    private readonly Queue<ulong> _calls = new();

    public bool TryTake(ulong nowNs)
    {
        while (_calls.TryPeek(out ulong oldest) && nowNs - oldest >= HourNs)
        {
            _calls.Dequeue();
        }

        if (_calls.Count >= callsPerHour)
        {
            return false;
        }

        _calls.Enqueue(nowNs);
        return true;
    }
}
