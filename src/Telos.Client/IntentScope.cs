using System.Diagnostics;
using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>
/// Words that hold until it is disposed of. What held before comes back for the time that it had left; when that was nothing, or
/// cannot come back (a tainted agent only narrows), nothing is granted any more.
/// </summary>
public sealed class IntentScope : IAsyncDisposable
{
    private readonly TelosClient _client;
    private readonly string _goalBefore;
    private readonly TimeSpan _endsBefore;

    internal IntentScope(TelosClient client, PolicyResult policy, string goalBefore, TimeSpan endsBefore)
    {
        _client = client;
        Policy = policy;
        _goalBefore = goalBefore;
        _endsBefore = endsBefore;
    }

    /// <summary>What was granted for the words.</summary>
    public PolicyResult Policy { get; }

    internal static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public async ValueTask DisposeAsync()
    {
        TimeSpan left = _endsBefore - Now;
        try
        {
            if (left.TotalMilliseconds >= 1)
            {
                await _client.DeclareAsync(_goalBefore, left).ConfigureAwait(false);
                return;
            }
        }
        catch (TelosException)
        {
            // Whatever kept it from coming back, what was granted for the words does not stay.
        }

        await _client.EndSessionAsync().ConfigureAwait(false);
    }
}
