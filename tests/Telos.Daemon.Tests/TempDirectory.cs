namespace Telos.Daemon.Tests;

/// <summary>A directory of the test's own, gone at the end with all that is in it.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("telos-daemon-").FullName;

    public string File(string name) => $"{Path}/{name}";

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
