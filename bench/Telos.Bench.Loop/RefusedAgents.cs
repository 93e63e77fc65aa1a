using System.Diagnostics;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Bench.Loop;

/// <summary>Agents with numbers in a row, each a process that sleeps.</summary>
internal sealed class RefusedAgents : IDisposable
{
    public const int Count = 8;

    private static readonly TimeSpan s_ttl = TimeSpan.FromHours(1);

    private readonly List<Process> _processes = [];

    public RefusedAgents(AgentTable table)
    {
        CompiledPolicy policy = PolicyCompiler.Compile("list files in /tmp with ls", s_ttl, Ceiling.Default);
        for (int i = 0; i < Count; i++)
        {
            Process process = Process.Start("sleep", "3600");
            _processes.Add(process);
            if (PidFd.TryOpen(process.Id, out PidFd? peer) != Errno.None)
            {
                throw new InvalidOperationException("the process that is to be an agent is gone");
            }

            using (peer)
            {
                (AgentEntry agent, _) = table.Enrol(peer!, uid: 0, command: null, policy, Mode.Enforce);
                First = i == 0 ? agent.Id : First;
            }
        }
    }

    public uint First { get; }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
