namespace Telos.Daemon.Dns;

/// <summary>
/// Which servers answer, as one thread sees it. Clients choose what is asked, so silence about their names proves nothing
/// alone: a server of which nothing is heard is probed, and only one that leaves the probe unanswered is down. It is then
/// left alone for a while that grows; after that one question tries it.
/// </summary>
internal sealed class UpstreamHealth(int upstreams, UpstreamLimits limits)
{
    private readonly State[] _states = new State[upstreams];

    /// <summary>The first in the operator's order that is up and was not asked; below 0: none.</summary>
    /// <param name="asked">A bit for each that was.</param>
    public int Choose(uint asked, long nowMs)
    {
        int suspect = -1;
        int rested = -1;
        for (int upstream = 0; upstream < _states.Length; upstream++)
        {
            ref readonly State state = ref _states[upstream];
            if ((asked & (1u << upstream)) != 0)
            {
                continue;
            }

            if (state.Failures < limits.FailuresMax)
            {
                return upstream;
            }

            suspect = suspect < 0 && !state.IsDown ? upstream : suspect;
            rested = rested < 0 && state.IsDown && nowMs >= state.RestsUntilMs ? upstream : rested;
        }

        if (suspect >= 0 || rested < 0)
        {
            return suspect;
        }

        // The next question waits until this one has told.
        Rest(ref _states[rested], nowMs);
        return rested;
    }

    public bool IsDown(int upstream) => _states[upstream].IsDown;

    public bool IsAnyUp
    {
        get
        {
            foreach (ref readonly State state in _states.AsSpan())
            {
                if (!state.IsDown)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>It said something, whatever it was, that only it can have said.</summary>
    public void Heard(int upstream, long nowMs) => _states[upstream] = new State { HeardMs = nowMs };

    /// <summary>Returns true when it is to be probed.</summary>
    /// <param name="askedMs">When it was asked what it did not answer: what was heard since is worth more.</param>
    public bool Failed(int upstream, long askedMs)
    {
        ref State state = ref _states[upstream];
        if (state.HeardMs >= askedMs || state.IsDown)
        {
            return false;
        }

        state.Failures = Math.Min(state.Failures + 1, limits.FailuresMax);
        return state.Failures == limits.FailuresMax;
    }

    public void ProbeFailed(int upstream, long askedMs, long nowMs)
    {
        ref State state = ref _states[upstream];
        if (state.HeardMs < askedMs && !state.IsDown)
        {
            state.IsDown = true;
            state.Failures = limits.FailuresMax;
            Rest(ref state, nowMs);
        }
    }

    private void Rest(ref State state, long nowMs)
    {
        state.RestMs = Math.Clamp(state.RestMs * 2, limits.RestMsMin, limits.RestMsMax);
        state.RestsUntilMs = nowMs + state.RestMs;
    }

    private struct State
    {
        public bool IsDown;
        public int Failures;
        public int RestMs;
        public long RestsUntilMs;
        public long HeardMs;
    }
}
