using Telos.Linux;

namespace Telos.Daemon.Agents;

internal sealed partial class AgentTable
{
    private void Lend(AgentEntry agent, ContainerRoot? container, List<string>? missing)
    {
        if (container is not null)
        {
            _labels.Lend(agent.Id, [.. container.CodePlaces(_ceiling.Current, missing ?? []), .. container.DevicePlaces()]);
        }
    }

    // What nobody lends again is taken off (LabelKeeper.Settle). Agents change their root in no way, so that any of its processes
    // has the container's; without one there is nothing to be mapped either.
    private void LendAgain(AgentEntry agent)
    {
        if (!agent.IsContained)
        {
            return;
        }

        foreach (int pid in agent.Cgroup.Members())
        {
            try
            {
                using ContainerRoot root = ContainerRoot.Open(_identities, pid);
                Lend(agent, root, missing: null);
                return;
            }
            catch (Exception error) when (error is LinuxException or DaemonException or IOException)
            {
                // It ended meanwhile, or was moved here by others: the next one tells.
            }
        }
    }
}
