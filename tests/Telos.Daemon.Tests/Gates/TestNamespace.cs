using System.Diagnostics;

namespace Telos.Daemon.Tests.Gates;

/// <summary>A network namespace of the test's own, with nothing but its loopback.</summary>
internal sealed class TestNamespace : IDisposable
{
    public TestNamespace(string name)
    {
        Name = name;
        Ip("netns", "add", name);
        Ip("-n", name, "link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>A device besides loopback, on which nobody answers.</summary>
    public void AddDevice(string device)
    {
        Ip("-n", Name, "link", "add", device, "type", "veth", "peer", "name", $"{device}p");
        Ip("-n", Name, "address", "add", "192.0.2.1/24", "dev", device);
        Ip("-n", Name, "link", "set", device, "up");
    }

    public void Dispose() => Ip("netns", "delete", Name);

    private static void Ip(params string[] words)
    {
        using Process ip = Process.Start("ip", words);
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', words)} ended with {ip.ExitCode}");
        }
    }
}
