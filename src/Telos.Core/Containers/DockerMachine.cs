namespace Telos.Core.Containers;

/// <summary>What matters of a docker before it runs an agent's container.</summary>
/// <param name="CgroupParent">The name of telos.slice, as this docker takes it.</param>
public sealed record DockerMachine(string CgroupParent)
{
    /// <summary>What docker's daemon.json calls the runtime.</summary>
    public const string Runtime = "telos";

    /// <summary>Of docker info: what <see cref="TryRead"/> reads.</summary>
    public const string Format = $$$"""{{.CgroupDriver}} {{(index .Runtimes "{{{Runtime}}}").Path}}""";

    /// <param name="fault">Why it is not one that can; empty: it can.</param>
    public static DockerMachine? TryRead(string answer, out string fault)
    {
        string[] words = answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        // To systemd it is a slice's name. To the other driver a path: one without / begins at the cgroup that docker is in.
        string? parent = words switch
        {
            ["systemd", ..] => "telos.slice",
            ["cgroupfs", ..] => "/telos.slice",
            _ => null,
        };
        fault = parent is null ? $"docker makes no cgroups by systemd or cgroupfs ({string.Join(' ', words)}): is it rootless?"
            : words.Length == 1 ? $"docker has no runtime {Runtime}: its daemon.json has to name it (docs/AGENTS.md, Containers)"
            : "";
        return fault.Length == 0 ? new DockerMachine(parent!) : null;
    }
}
