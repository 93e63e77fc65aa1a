using Telos.Linux.Processes;
using Xunit;

namespace Telos.Linux.Tests.Processes;

public sealed class ProcessMappingTests
{
    // proc(5), without the lines that nobody asks for. The second is a program's data after its relocation.
    private static readonly string[] s_smaps =
    [
        "55d0c0000000-55d0c0021000 r-xp 00001000 fe:00 42                         /opt/a program",
        "Rss:                 120 kB",
        "Anonymous:             0 kB",
        "VmFlags: rd ex mr mw me",
        "55d0c0021000-55d0c0025000 r--p 00022000 fe:00 42                         /opt/a program",
        "Rss:                  16 kB",
        "Anonymous:            16 kB",
        "VmFlags: rd mr mw me ac",
        "7ffd0c0c5000-7ffd0c0e6000 rw-p 00000000 00:00 0 ",
        "Anonymous:             8 kB",
        "VmFlags: rd wr mr mw me gd ac",
    ];

    [Fact]
    public void Parse_SaysWhatEachMayBeAndWhatWasChanged() => Assert.Equal(
        [
            new ProcessMapping("55d0c0000000-55d0c0021000", "/opt/a program", false, true, false, true) { IsUnchanged = true },
            new ProcessMapping("55d0c0021000-55d0c0025000", "/opt/a program", false, false, false, true),
            new ProcessMapping("7ffd0c0c5000-7ffd0c0e6000", "", true, false, false, true),
        ],
        ProcessMapping.Parse(s_smaps));
}
