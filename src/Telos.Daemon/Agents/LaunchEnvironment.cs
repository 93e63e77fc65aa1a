using System.Globalization;
using System.Text;
using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// The variables that an agent may only pass on as it got them: what leads programs to options or to files of them.
/// </summary>
internal static class LaunchEnvironment
{
    /// <summary>From the process as it is before it becomes an agent, so that no agent has chosen them.</summary>
    public static void Write(GateMaps maps, uint agentId, int pid) =>
        Write(maps, agentId, File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")));

    /// <param name="block">NAME=VALUE, each with a zero behind it.</param>
    public static void Write(GateMaps maps, uint agentId, byte[] block)
    {
        foreach ((string name, byte[] value) in Kept(block))
        {
            Variable variable = default;
            value.CopyTo(variable.Value);
            maps.Variables.Set(KeyOf(agentId, name), variable);
        }
    }

    /// <summary>Those of the agent that starts another: what its process has by now it may have chosen.</summary>
    public static void Copy(GateMaps maps, uint parentId, uint agentId)
    {
        foreach (string name in ArgumentRules.Kept)
        {
            if (maps.Variables.TryGet(KeyOf(parentId, name), out Variable variable))
            {
                maps.Variables.Set(KeyOf(agentId, name), variable);
            }
        }
    }

    public static void Delete(GateMaps maps, uint agentId)
    {
        foreach (string name in ArgumentRules.Kept)
        {
            maps.Variables.Delete(KeyOf(agentId, name));
        }
    }

    /// <summary>A value that does not fit, with the zero behind it, is left out: the gate refuses it.</summary>
    internal static IEnumerable<(string Name, byte[] Value)> Kept(byte[] block)
    {
        HashSet<string> seen = [];
        foreach (string text in Encoding.Latin1.GetString(block).Split('\0'))
        {
            int cut = text.IndexOf('=', StringComparison.Ordinal);
            if (cut > 0 && ArgumentRules.Kept.Contains(text[..cut]) && seen.Add(text[..cut])
                && text.Length - cut <= KernelAbi.TELOS_PATH_BYTES)
            {
                yield return (text[..cut], Encoding.Latin1.GetBytes(text[(cut + 1)..]));
            }
        }
    }

    private static VariableKey KeyOf(uint agentId, string name)
    {
        VariableKey key = new() { AgentId = agentId };
        Encoding.ASCII.GetBytes(name, key.Name);
        return key;
    }
}
