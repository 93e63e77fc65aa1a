using System.Collections.Immutable;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>The sections agents and taint. Whether a user is there is seen when he starts an agent.</summary>
internal sealed partial class CeilingReader
{
    private AgentRules _agents = AgentRules.Default;
    private Taint _slamAt = Ceiling.Default.SlamAt;
    private Taint _pagesMax = Ceiling.Default.PagesMax;

    private void ReadAgents(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "agents"))
        {
            switch (key.Text)
            {
                case "max":
                    _agents = _agents with { Max = Number(value, "max", 1, AgentRules.AgentsMax) };
                    break;
                case "per_user":
                    _agents = _agents with { PerUser = Number(value, "per_user", 1, AgentRules.AgentsMax) };
                    break;
                case "users":
                    _agents = _agents with { Users = Users(value) };
                    break;
            }
        }
    }

    private void ReadTaint(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "taint"))
        {
            switch (key.Text)
            {
                case "pages_max":
                    _pagesMax = TaintOf(value, "pages_max", _pagesMax);
                    break;
                case "slam_at":
                    _slamAt = TaintOf(value, "slam_at", _slamAt);
                    break;
            }
        }
    }

    private Taint TaintOf(CeilingNode value, string key, Taint fallback)
    {
        string text = Text(value, key);
        return TaintText.TryParse(text, out Taint level)
            ? level
            : Bad(value, $"{key} is {TaintText.Names}, not \"{text}\"", fallback);
    }

    private ImmutableArray<string> Users(CeilingNode node)
    {
        var users = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in Items(node, "users"))
        {
            string user = Text(item, "users");
            if (!IsUser(user))
            {
                _ = Bad(item, $"users: \"{user}\" is neither a user's name nor a number", false);
            }

            users.Add(user);
        }

        return [.. users];
    }

    // What passwd(5) cannot hold as a name.
    private static bool IsUser(string text) =>
        text.Length > 0 && !text.Any(letter => letter is ':' or '/' || char.IsWhiteSpace(letter) || char.IsControl(letter));
}
