using System.Globalization;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Linux.Tests.Processes;

public sealed class DescriptorLimitTests
{
    [Fact]
    public void Raise_ToMoreThanThereIs_IsWhatTheKernelSaysAfterwards()
    {
        ulong raised = DescriptorLimit.Raise(Soft() + 1);
        Assert.Equal(raised, Soft());
        Assert.Equal(raised, DescriptorLimit.Raise(1));
        Assert.Equal(raised, Soft());
    }

    private static ulong Soft() => ulong.Parse(
        File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))[26..46],
        CultureInfo.InvariantCulture);
}
