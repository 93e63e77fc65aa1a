namespace Telos.Daemon.Gates;

/// <summary>
/// The pins of one build in bpffs: <c>telos/BUILD/maps/NAME</c>, <c>programs/NAME</c> and <c>links/PROGRAM</c>, and
/// <c>xdp/LINK</c> while an interface is filtered. They keep all that in force when no daemon runs.
/// </summary>
internal sealed class GatePins(string root, string build)
{
    private readonly string _directory = $"{root}/{build}";

    public static GatePins OfThisBuild { get; } = new(TelosPaths.Pins, GateImage.BuildName);

    public string Build => build;

    public bool Exist => Directory.Exists(_directory);

    public string Map(string name) => $"{_directory}/maps/{name}";

    public string Program(string program) => $"{_directory}/programs/{program}";

    public string Link(string program) => $"{_directory}/links/{program}";

    /// <summary>bpffs takes no dots in names, which those of interfaces may have.</summary>
    public string Xdp(string link) => $"{_directory}/xdp/{link}";

    public IReadOnlyList<string> PinnedXdp() => Names($"{_directory}/xdp");

    /// <summary>Programs whose link is pinned.</summary>
    public IReadOnlyList<string> PinnedLinks() => Names($"{_directory}/links");

    /// <summary>When a link's name last came or went.</summary>
    public DateTime LinksChanged() => Directory.GetLastWriteTimeUtc($"{_directory}/links");

    /// <summary>Those of another build in the same place.</summary>
    public GatePins OfBuild(string name) => new(root, name);

    /// <summary>Whether its maps mean the same: a build's name begins with the ABI's version (GateImage.BuildName).</summary>
    public bool IsOfSameAbi(string name) => name.Split('-')[0] == build.Split('-')[0];

    /// <summary>A build that left pins and is not this one.</summary>
    public string? OtherBuild()
    {
        foreach (string name in Names(root))
        {
            if (name != build)
            {
                return name;
            }
        }

        return null;
    }

    public void CreateDirectories()
    {
        Directory.CreateDirectory($"{_directory}/maps");
        Directory.CreateDirectory($"{_directory}/programs");
        Directory.CreateDirectory($"{_directory}/links");
        Directory.CreateDirectory($"{_directory}/xdp");
    }

    /// <summary>Links first: a gate never outlives the maps that it reads.</summary>
    public void Remove()
    {
        RemoveFiles($"{_directory}/links");
        RemoveFiles($"{_directory}/xdp");
        RemoveFiles($"{_directory}/programs");
        RemoveFiles($"{_directory}/maps");
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory);
        }

        if (Directory.Exists(root) && Names(root).Count == 0)
        {
            Directory.Delete(root);
        }
    }

    private static void RemoveFiles(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string name in Names(directory))
        {
            File.Delete($"{directory}/{name}");
        }

        Directory.Delete(directory);
    }

    private static List<string> Names(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory).Select(path => Path.GetFileName(path)).ToList();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
