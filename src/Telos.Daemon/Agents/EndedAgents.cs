namespace Telos.Daemon.Agents;

/// <summary>The agents that ended last: events of one may be read when it is gone already. Its user locks.</summary>
internal sealed class EndedAgents
{
    private const int Kept = 256;

    private readonly Queue<AgentEntry> _ended = new(Kept);

    public AgentEntry? Find(uint id) => _ended.LastOrDefault(agent => agent.Id == id);

    public void Add(AgentEntry agent)
    {
        if (_ended.Count == Kept)
        {
            _ended.Dequeue();
        }

        _ended.Enqueue(agent);
    }
}
