using System.Globalization;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

/// <summary>The names against the kernel's own headers, which the gates are compiled with.</summary>
public class CallWordsTests
{
    private const ushort I386 = 0x8000;

    [Theory]
    [InlineData("unistd_64.h", "", 0)]
    [InlineData("unistd_32.h", " (i386)", I386)]
    public void EachName_IsThatOfItsNumber(string header, string suffix, ushort bit)
    {
        Dictionary<string, string> defined = Defined($"/usr/include/x86_64-linux-gnu/asm/{header}");
        int named = 0;
        for (ushort number = 0; number < I386; number++)
        {
            string name = CallWords.Of((ushort)(number | bit));
            if (name.StartsWith("syscall ", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.EndsWith(suffix, name, StringComparison.Ordinal);
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), defined[name[..^suffix.Length]]);
            named++;
        }

        Assert.True(named > 50, $"{named} calls have a name");
    }

    // "#define __NR_openat 257"
    private static Dictionary<string, string> Defined(string header) => File.ReadLines(header)
        .Where(line => line.StartsWith("#define __NR_", StringComparison.Ordinal))
        .Select(line => line["#define __NR_".Length..].Split(' '))
        .ToDictionary(words => words[0], words => words[1]);
}
