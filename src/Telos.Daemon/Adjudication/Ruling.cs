using Telos.Core.Adjudication;
using Telos.Linux.Processes;

namespace Telos.Daemon.Adjudication;

/// <summary>An adjudicator's answer.</summary>
/// <param name="Peer">Who sent it.</param>
/// <param name="Once">Of an approval: for the policy in force alone.</param>
/// <param name="Longest">Of an approval: for so long at most; null: as long as the intent.</param>
internal sealed record Ruling(
    Adjudicator By, string Answer, PeerCredentials Peer, bool Once = false, TimeSpan? Longest = null)
{
    public string Name => By == Adjudicator.Person ? "person" : "model";
}
