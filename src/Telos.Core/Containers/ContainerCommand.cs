namespace Telos.Core.Containers;

/// <summary>
/// A command line of podman's or docker's that runs a container, to be completed so that the container is an agent. The engine
/// itself stays outside. What follows the image is the container's, and not looked at.
/// </summary>
public sealed class ContainerCommand
{
    public const string IntentAnnotation = "telos.intent";
    public const string TtlAnnotation = "telos.ttl";
    private const string Podman = "podman";
    private const string Docker = "docker";

    private readonly string[] _engine;
    private readonly string[] _rest;

    private ContainerCommand(string[] engine, string[] rest, bool isPodman)
    {
        _engine = engine;
        _rest = rest;
        IsPodman = isPodman;
    }

    public bool IsPodman { get; }

    /// <param name="words">The program first.</param>
    /// <param name="fault">Of a conflict: which option, and why.</param>
    public static ContainerCommandStatus TryRead(string[] words, out ContainerCommand? command, out string fault)
    {
        command = null;
        fault = "";
        string name = words.Length == 0 ? "" : Path.GetFileName(words[0]);
        if (name is not (Podman or Docker))
        {
            return ContainerCommandStatus.StartsNoContainer;
        }

        Reader reader = new(words);
        int verb = reader.SkipOptions(1);
        string[] engine = words[..verb];
        if (verb < words.Length && words[verb] == "container")
        {
            verb = reader.SkipOptions(verb + 1);
        }

        if (verb >= words.Length || words[verb] != "run")
        {
            return ContainerCommandStatus.StartsNoContainer;
        }

        if (reader.SkipOptions(verb + 1) >= words.Length)
        {
            reader.Add($"{name} run: no image is named");
        }

        fault = reader.Fault;
        if (fault.Length > 0)
        {
            return ContainerCommandStatus.Conflict;
        }

        command = new ContainerCommand(engine, words[(verb + 1)..], name == Podman);
        return ContainerCommandStatus.Ok;
    }

    /// <summary>The command line, but for the program, that has docker tell what <see cref="DockerMachine"/> reads.</summary>
    public string[] DockerQuestion => [.. _engine[1..], "info", "--format", DockerMachine.Format];

    /// <summary>The whole command line of podman.</summary>
    /// <param name="runtime">The path of what enrols containers.</param>
    public string[] CompletePodman(string runtime, ContainerDeclaration declaration) =>
    [
        // podman refuses a name that ends in .slice where it makes cgroups itself; conmon would be put beside the container.
        .. _engine[..1], "--runtime", runtime, "--cgroup-manager", "cgroupfs", .. _engine[1..], "run",
        "--cgroup-parent", "/telos.slice/.", "--cgroups", "no-conmon",
        "--annotation", $"{IntentAnnotation}={declaration.Intent}", "--annotation", $"{TtlAnnotation}={declaration.Ttl}",
        .. _rest,
    ];

    /// <summary>The whole command line of docker: as it takes annotations from version 24 on, a file is mounted.</summary>
    /// <param name="file">In which the <see cref="ContainerDeclaration"/> is.</param>
    public string[] CompleteDocker(DockerMachine machine, string file) =>
    [
        .. _engine, "run", "--runtime", DockerMachine.Runtime, "--cgroup-parent", machine.CgroupParent,
        "--mount", $"type=bind,source={file},target={ContainerDeclaration.Target},readonly", .. _rest,
    ];

    private sealed class Reader(string[] words)
    {
        public string Fault { get; private set; } = "";

        public void Add(string fault) => Fault = Fault.Length > 0 ? Fault : fault;

        /// <returns>The first word that is no option, and no option's value.</returns>
        public int SkipOptions(int at)
        {
            while (at < words.Length && words[at].StartsWith('-') && words[at] != "-")
            {
                if (words[at] == "--")
                {
                    return at + 1;
                }

                at += words[at].StartsWith("--", StringComparison.Ordinal) ? SkipLong(at) : SkipShort(at);
            }

            return at;
        }

        private int SkipLong(int at)
        {
            string word = words[at];
            int cut = word.IndexOf('=', StringComparison.Ordinal);
            string option = cut < 0 ? word : word[..cut];
            if (cut >= 0 || ContainerOptions.Plain.Contains(option))
            {
                Judge(option, cut < 0 ? "" : word[(cut + 1)..]);
                return 1;
            }

            Judge(option, ValueAt(at + 1, option));
            return 2;
        }

        // "-it", "-eNAME=VALUE", "-v /a:/b"
        private int SkipShort(int at)
        {
            string word = words[at];
            for (int i = 1; i < word.Length; i++)
            {
                string option = $"-{word[i]}";
                if (ContainerOptions.Plain.Contains(option))
                {
                    Judge(option, "");
                    continue;
                }

                bool isLast = i == word.Length - 1;
                Judge(option, isLast ? ValueAt(at + 1, option) : word[(i + 1)..].TrimStart('='));
                return isLast ? 2 : 1;
            }

            return 1;
        }

        // A word that looks like an option is none's value: which options have one differs between versions.
        private string ValueAt(int at, string option)
        {
            if (at < words.Length && words[at].Length > 1 && words[at].StartsWith('-'))
            {
                Add($"{option} {words[at]}: whether that is a value or an option is not known here: write {option}=VALUE");
            }

            return at < words.Length ? words[at] : "";
        }

        private void Judge(string option, string value)
        {
            if (ContainerOptions.Refused.TryGetValue(option, out string? why))
            {
                Add($"{option}: {why}");
            }
            else if (option == "--annotation" && value.StartsWith("telos.", StringComparison.Ordinal))
            {
                Add($"--annotation {value}: telos run says what the container is about to do");
            }
            else if (ContainerOptions.Mounts.Contains(option) && SourceOf(value) is string source
                && Guarded(source) is string guarded)
            {
                Add($"{option} {value}: {guarded} is not for agents");
            }
        }

        // "/a:/b:ro", and "type=bind,source=/a,target=/b".
        private static string? SourceOf(string value)
        {
            string source = value.Split(':')[0];
            foreach (string part in value.Split(','))
            {
                string[] pair = part.Split('=', 2);
                source = pair.Length == 2 && pair[0] is ("source" or "src") ? pair[1] : source;
            }

            return source.StartsWith('/') || source.StartsWith('.') ? Path.GetFullPath(source) : null;
        }

        private static string? Guarded(string source) => Array.Find(
            ContainerOptions.Guarded,
            guarded => IsBelow(source, guarded) || IsBelow(guarded, source));

        private static bool IsBelow(string path, string directory) =>
            path == directory || path.StartsWith(directory.TrimEnd('/') + '/', StringComparison.Ordinal);
    }
}
