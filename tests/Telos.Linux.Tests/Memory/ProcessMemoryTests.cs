using System.Globalization;
using Telos.Linux.Memory;
using Xunit;

namespace Telos.Linux.Tests.Memory;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void ForbidHugePages_IsWhatTheKernelSays()
    {
        ProcessMemory.ForbidHugePages();
        Assert.Contains("THP_enabled:\t0", File.ReadLines("/proc/self/status"));
    }

    // The code that runs here is in libraries; that of the program itself started them and waits.
    [Fact]
    public void GiveBack_LeavesNoCodeOfTheProgramResident()
    {
        Assert.True(ResidentCodeKb() > 0);
        ProcessMemory.GiveBack();
        Assert.Equal(0, ResidentCodeKb());
    }

    private static int ResidentCodeKb()
    {
        int kb = 0;
        bool isCode = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            isCode = words[0].EndsWith(':') ? isCode : words[1] == "r-xp" && words[^1] == Environment.ProcessPath;
            kb += isCode && words[0] == "Rss:" ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
        }

        return kb;
    }
}
