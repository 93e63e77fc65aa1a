using System.Globalization;
using System.Text;
using System.Text.Json;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// What a restarted daemon has to know of the agents that outlived it: a file each, of which the version before is there until
/// the next one is whole, and the last number given out, so that no two agents of one machine share one in the log.
/// </summary>
internal sealed class AgentStore(string directory, string counterFile)
{
    // Of each agent's record, to be gone on from. The table's lock guards it.
    private readonly Dictionary<uint, ulong> _versions = [];

    public void Save(AgentRecord agent)
    {
        ulong version = _versions.GetValueOrDefault(agent.Id) + 1;
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(agent, AgentRecordJson.Default.AgentRecord);
        try
        {
            TwoSlotFile.Write(PathOf(agent.Id), version, content);
        }
        catch (LinuxException error) when (error.Error == Errno.ENOENT)
        {
            Directory.CreateDirectory(directory);
            TwoSlotFile.Write(PathOf(agent.Id), version, content);
        }

        _versions[agent.Id] = version;
    }

    public void Delete(uint id)
    {
        _versions.Remove(id);

        // File.Delete throws without the directory, which is made with the first record.
        if (File.Exists(PathOf(id)))
        {
            File.Delete(PathOf(id));
        }
    }

    /// <summary>Null when there is none; a damaged one is an error, because its entries could not be taken out.</summary>
    /// <exception cref="DaemonException">The file cannot be read.</exception>
    public AgentRecord? Load(uint id)
    {
        string path = PathOf(id);
        Errno error = TwoSlotFile.TryRead(path, out ulong version, out byte[]? content);
        if (error == Errno.ENOENT)
        {
            return null;
        }

        _versions[id] = version;

        try
        {
            return content is null ? throw new JsonException($"{error}")
                : JsonSerializer.Deserialize(content, AgentRecordJson.Default.AgentRecord) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new DaemonException($"{path} is damaged ({fault.Message}): telos stop --kill-agents ends the agents", fault);
        }
    }

    public uint LoadCounter() =>
        File.Exists(counterFile)
        && uint.TryParse(File.ReadAllText(counterFile), NumberStyles.None, CultureInfo.InvariantCulture, out uint last)
            ? last
            : 0;

    public void SaveCounter(uint last) =>
        WholeFile.ReplaceInMemory(counterFile, Encoding.ASCII.GetBytes(last.ToString(CultureInfo.InvariantCulture)));

    private string PathOf(uint id) => $"{directory}/{id}";
}
