using System.Text;
using Telos.Core.Abi;
using Telos.Daemon.Agents;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class LaunchEnvironmentTests
{
    [Fact]
    public void Kept_TakesTheFirstOfEachListedName() => Assert.Equal(
        [("HOME", "/home/\u00e9"), ("CURL_HOME", ""), ("TAPE", "a=b")],
        Kept("PATH=/bin\0HOME=/home/\u00e9\0=HOME=x\0HOME=/tmp\0CURL_HOME=\0WGETRC\0TAPE=a=b\0"));

    [Fact]
    public void Kept_AValueWithoutRoomForItsEnd_IsLeftOut()
    {
        string fits = new('x', (int)KernelAbi.TELOS_PATH_BYTES - 1);
        Assert.Equal([("HOME", fits)], Kept($"HOME={fits}\0TAPE={fits}x\0"));
        Assert.Empty(Kept(""));
    }

    private static IEnumerable<(string Name, string Value)> Kept(string block) =>
        LaunchEnvironment.Kept(Encoding.UTF8.GetBytes(block)).Select(kept => (kept.Name, Encoding.UTF8.GetString(kept.Value)));
}
