using System.Runtime.InteropServices;
using System.Text;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// Takes what libbpf prints on this thread, so that it is in the exception and not on the terminal. libbpf
/// has one print callback per process and calls it on the thread that called it.
/// </summary>
internal sealed unsafe class BpfLog : IDisposable
{
    // libbpf prints a verifier log, which it lets grow to 16 MiB, by a single call. Untouched pages cost
    // nothing.
    private const int MessageBytesMax = (16 << 20) + 4096;
    private const int TextCharsMax = 64 << 10;
    private const int HintLines = 2;

    [ThreadStatic]
    private static BpfLog? s_current;

    private readonly StringBuilder _text = new();

    static BpfLog() => Libbpf.libbpf_set_print(&OnPrint);

    private BpfLog()
    {
    }

    internal static BpfLog Capture() => s_current = new BpfLog();

    public void Dispose() => s_current = null;

    internal string Text() => _text.ToString();

    internal string? LastLines() => LastLines(Text());

    /// <summary>The verifier's reason: its last lines, without the statistics that follow them.</summary>
    internal static string? LastLines(string text)
    {
        const string LogEnd = "-- END PROG LOAD LOG --";
        int end = text.IndexOf(LogEnd, StringComparison.Ordinal);
        string[] lines = (end < 0 ? text : text[..end]).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<string> reasons = [];
        for (int i = lines.Length - 1; i >= 0 && reasons.Count < HintLines; i--)
        {
            if (!IsStatistic(lines[i]))
            {
                reasons.Insert(0, lines[i]);
            }
        }

        return reasons.Count == 0 ? null : string.Join(" / ", reasons);
    }

    private static bool IsStatistic(string line) =>
        line.StartsWith("processed ", StringComparison.Ordinal)
        || line.StartsWith("verification time ", StringComparison.Ordinal)
        || line.StartsWith("stack depth ", StringComparison.Ordinal)
        || line.EndsWith("-- END PROG LOAD LOG --", StringComparison.Ordinal)
        || line == "libbpf:" || line == "--";

    [UnmanagedCallersOnly]
    private static int OnPrint(int level, byte* format, void* arguments)
    {
        BpfLog? log = s_current;
        if (level != Libbpf.LIBBPF_WARN || log is null)
        {
            return 0;
        }

        // The va_list can be read only once, so the length cannot be asked for first.
        byte* buffer = (byte*)NativeMemory.Alloc(MessageBytesMax);
        int wanted = Libbpf.vsnprintf(buffer, MessageBytesMax, format, arguments);
        int length = Math.Min(wanted, MessageBytesMax - 1);
        if (length > 0)
        {
            // The reason stands at the end of a log.
            int kept = Math.Min(length, TextCharsMax);
            log.Append(Encoding.UTF8.GetString(buffer + length - kept, kept));
        }

        NativeMemory.Free(buffer);
        return 0;
    }

    private void Append(string message)
    {
        _text.Append(message);
        if (_text.Length > TextCharsMax)
        {
            _text.Remove(0, _text.Length - TextCharsMax);
        }
    }
}
