using System.Globalization;
using Xunit;

namespace Telos.Daemon.Tests;

public sealed class DaemonLockTests
{
    [Fact]
    public void Take_ASecondTime_IsRefusedUntilTheFirstLetsGo()
    {
        using TempDirectory temp = new();
        string path = temp.File("daemon.lock");
        using (DaemonLock.Take(path))
        {
            DaemonException error = Assert.Throws<DaemonException>(() => DaemonLock.Take(path));
            Assert.Equal(
                $"a daemon is running already ({path} is held): telos status shows it, telos stop ends it", error.Message);
        }

        using DaemonLock again = DaemonLock.Take(path);
        Assert.NotNull(again);
    }

    [Fact]
    public void TryTake_WhileItIsHeld_IsNullAndTheHolderCanBeAsked()
    {
        using TempDirectory temp = new();
        string path = temp.File("daemon.lock");
        Assert.Null(DaemonLock.HolderOf(path));
        using DaemonLock held = DaemonLock.Take(path);
        Assert.Null(DaemonLock.TryTake(path));
        Assert.Equal(Environment.ProcessId, DaemonLock.HolderOf(path));
    }

    [Fact]
    public void Take_WhereNoFileCanBe_SaysSoAndNotThatADaemonRuns()
    {
        using TempDirectory temp = new();
        DaemonException error = Assert.Throws<DaemonException>(() => DaemonLock.Take(temp.File("none/daemon.lock")));
        Assert.StartsWith($"{temp.File("none/daemon.lock")} cannot be taken: ", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DaemonException>(() => DaemonLock.Take(temp.Path));
        Assert.StartsWith($"{temp.Path} cannot be taken: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_LeavesTheHoldersNumberAndNothingOfAnEarlierOne()
    {
        using TempDirectory temp = new();
        string path = temp.Write("daemon.lock", "12345678901234567890");
        DaemonLock.Take(path).Dispose();
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), File.ReadAllText(path));
    }
}
