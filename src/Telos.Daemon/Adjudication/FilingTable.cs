using System.Security.Cryptography;
using Telos.Core.Adjudication;

namespace Telos.Daemon.Adjudication;

/// <summary>The agents' filings, by agent and by approval. The docket locks.</summary>
internal sealed class FilingTable
{
    private const int IdLength = 6;

    // Without letters and digits that are taken for one another.
    private const string IdLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly Dictionary<uint, Filing> _filings = [];

    public IEnumerable<Filing> All => _filings.Values;

    public Filing? Find(uint agentId) => _filings.GetValueOrDefault(agentId);

    /// <summary>The agent's filing, made where there is none.</summary>
    public Filing Of(uint agentId)
    {
        if (!_filings.TryGetValue(agentId, out Filing? filing))
        {
            filing = new Filing(agentId);
            _filings.Add(agentId, filing);
        }

        return filing;
    }

    public void Remove(uint agentId) => _filings.Remove(agentId);

    public Approval? FindApproval(string id, out Filing? filing)
    {
        foreach (Filing candidate in _filings.Values)
        {
            foreach (Approval approval in candidate.Approvals)
            {
                if (approval.Id == id)
                {
                    filing = candidate;
                    return approval;
                }
            }
        }

        filing = null;
        return null;
    }

    /// <summary>
    /// For another approval. Not counted on: whoever read a number before the daemon started again would approve another one.
    /// </summary>
    public string FreeId()
    {
        string id;
        do
        {
            id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        }
        while (FindApproval(id, out _) is not null);

        return id;
    }
}
