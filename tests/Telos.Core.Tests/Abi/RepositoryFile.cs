namespace Telos.Core.Tests.Abi;

/// <summary>Finds files of the working tree from wherever the tests were built to.</summary>
internal static class RepositoryFile
{
    public static string PathOf(string relativePath)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Telos.sln")))
            directory = directory.Parent;
        if (directory is null)
            throw new InvalidOperationException($"there is no Telos.sln above {AppContext.BaseDirectory}");
        return Path.Combine(directory.FullName, relativePath);
    }
}
