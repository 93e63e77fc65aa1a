using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Terminals;

namespace Telos.Cli.Dash;

/// <summary>The terminal, made raw while the screen is shown on its other page, and given back as it was.</summary>
internal sealed class DashLoop(DashFeed feed, SafeFileHandle input, SafeFileHandle output, bool hasColour)
{
    private const int ReadMs = 1000;
    private const int KeyBytesMax = 256;

    // The alternate page, and no cursor (xterm's private modes 1049 and 25).
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[0m\e[?25h\e[?1049l";

    // As Ctrl-C is typed.
    private static readonly byte[] s_quit = [0x03];

    private readonly Queue<byte[]> _typed = [];
    private readonly Stream _screen = Console.OpenStandardOutput();
    private readonly DashModel _model = new();
    private Canvas? _shown;

    public void Run()
    {
        RawTerminal raw = new(input);
        using PosixSignalRegistration resized = On(PosixSignal.SIGWINCH, []);
        using PosixSignalRegistration ended = On(PosixSignal.SIGTERM, s_quit);
        using PosixSignalRegistration left = On(PosixSignal.SIGHUP, s_quit);
        StartReading();
        try
        {
            _ = raw.TryEnter();
            Send(Enter);
            Show();
        }
        finally
        {
            Send(Leave);
            _ = raw.TryRestore();
        }
    }

    private void Show()
    {
        _model.Take(feed.Read());
        long readAt = Environment.TickCount64;
        while (true)
        {
            Draw();
            int left = (int)Math.Clamp(readAt + ReadMs - Environment.TickCount64, 0, ReadMs);
            if (!DashKey.Read(Wait(left)).TrueForAll(_model.Press))
            {
                return;
            }

            if (Environment.TickCount64 - readAt >= ReadMs)
            {
                _model.Take(feed.Read());
                readAt = Environment.TickCount64;
            }
        }
    }

    // Nothing when time is up, or when there is only another size to draw for.
    private byte[] Wait(int ms)
    {
        lock (_typed)
        {
            return _typed.Count > 0 || Monitor.Wait(_typed, ms) ? _typed.Dequeue() : [];
        }
    }

    private void Type(byte[] bytes)
    {
        lock (_typed)
        {
            _typed.Enqueue(bytes);
            Monitor.Pulse(_typed);
        }
    }

    private void Draw()
    {
        if (!RawTerminal.TrySize(output, out int rows, out int columns))
        {
            (rows, columns) = (24, 80);
        }

        Canvas next = DashView.Render(_model, rows, columns);
        string changed = next.Difference(_shown, hasColour);
        _shown = next;
        if (changed.Length > 0)
        {
            Send(changed);
        }
    }

    // Held before it starts, and by nobody let go: whoever began this closes the terminal while the thread waits for a key.
    private void StartReading()
    {
        bool isHeld = false;
        input.DangerousAddRef(ref isHeld);
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    // A terminal that is gone is one that somebody left.
    private void ReadKeys()
    {
        byte[] buffer = new byte[KeyBytesMax];
        int count;
        do
        {
            _ = RawTerminal.TryRead(input, buffer, out count);
            Type(count == 0 ? s_quit : buffer[..count]);
        }
        while (count > 0);
    }

    private PosixSignalRegistration On(PosixSignal signal, byte[] typed) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Type(typed);
        });

    private void Send(string text) => _screen.Write(Encoding.UTF8.GetBytes(text));
}
