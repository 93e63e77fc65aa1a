using System.Diagnostics;
using Xunit;

namespace Telos.Style.Tests;

/// <summary>The files that git tracks, read once. Every rule goes over all of them.</summary>
internal static class WorkingTree
{
    private static readonly string[] s_binary = [".png", ".gif", ".ico", ".gz", ".xz", ".bin", ".idx", ".pcap"];
    private static readonly string[] s_untracked = [".git", ".cache", "build", "bin", "obj", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Paths { get; } = ListPaths();

    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Paths.Where(path => !s_binary.Any(path.EndsWith)).Select(Read)];

    /// <summary>Fails with every place that breaks the rule, a line each.</summary>
    public static void AssertKeeps(Func<SourceFile, IEnumerable<Finding>> rule)
    {
        Finding[] findings = [.. Files.SelectMany(rule)];
        Assert.True(findings.Length == 0, string.Join('\n', findings.AsEnumerable()));
    }

    public static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} exited with {process.ExitCode}: {errors.Result}");
    }

    private static SourceFile Read(string path) => new(path, File.ReadAllText(Path.Combine(Root, path)));

    // An exported tree has no git: there it is whatever a build does not make.
    private static string[] ListPaths()
    {
        IEnumerable<string> paths = Path.Exists(Path.Combine(Root, ".git"))
            ? Run("git", "-c", "safe.directory=*", "ls-files", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : Walk(Root).Select(path => Path.GetRelativePath(Root, path));
        return [.. paths.Where(path => File.Exists(Path.Combine(Root, path)))];
    }

    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateFiles(directory).Concat(Directory.EnumerateDirectories(directory)
            .Where(below => !s_untracked.Contains(Path.GetFileName(below)))
            .SelectMany(Walk));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Telos.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"there is no Telos.sln above {AppContext.BaseDirectory}");
    }
}
