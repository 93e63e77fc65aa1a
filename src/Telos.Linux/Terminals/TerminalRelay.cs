using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;
using Telos.Linux.Processes;

namespace Telos.Linux.Terminals;

/// <summary>
/// Passes on what is typed and what is shown, until the process at the other terminal has ended and what it wrote is shown.
/// Two threads: whoever types more than the program reads must not keep its output from being read.
/// </summary>
public sealed class TerminalRelay(PseudoTerminal terminal, SafeFileHandle input, SafeFileHandle output)
{
    private const int BufferBytes = 16 * 1024;
    private const int SIGHUP = 1;

    /// <summary>What was written reaches this end a moment later (flush_to_ldisc in drivers/tty/tty_buffer.c).</summary>
    private const int SettleMs = 100;
    private const int DrainMsMax = 1000;

    /// <summary>
    /// Returns when the process has ended, whoever else may still have the terminal open. What waits for the next key goes on:
    /// the descriptors of both terminals stay until a key comes, though their owners close them.
    /// </summary>
    public void Run(PidFd process)
    {
        Follow();
        byte[] buffer = new byte[BufferBytes];
        while (!process.HasExited)
        {
            Errno error = LibcEvents.PollPair(terminal.Master, process, -1, out bool isReady, out _);
            LinuxException.ThrowIf(error, "poll", "terminal");
            if (isReady && !TryShow(process, buffer))
            {
                // Nobody has the terminal open, or nobody sees what is shown.
                LinuxException.ThrowIf(LibcEvents.PollPair(process, process, -1, out _, out _), "poll", "process");
                return;
            }
        }

        long end = Environment.TickCount64 + DrainMsMax;
        bool isOpen = true;
        while (isOpen && Environment.TickCount64 < end)
        {
            LinuxException.ThrowIf(
                LibcEvents.PollPair(terminal.Master, terminal.Master, SettleMs, out bool isReady, out _), "poll", "terminal");
            isOpen = isReady && TryShow(process, buffer);
        }
    }

    // False at the end: EIO is that of a terminal which nobody has open any more.
    private bool TryShow(PidFd process, byte[] buffer)
    {
        if (LibcFiles.Read(terminal.Master, buffer, out int count) != Errno.None || count == 0)
        {
            return false;
        }

        if (TryWrite(output, buffer.AsSpan(0, count)))
        {
            return true;
        }

        _ = process.Signal(SIGHUP);
        return false;
    }

    // Held before it starts: the process may have ended, and both handles be closed, before the thread has had its first turn.
    private void Follow()
    {
        bool inputHeld = false;
        bool terminalHeld = false;
        input.DangerousAddRef(ref inputHeld);
        terminal.Master.DangerousAddRef(ref terminalHeld);
        new Thread(PassTyped) { IsBackground = true, Name = "typed" }.Start();
    }

    private void PassTyped()
    {
        byte[] buffer = new byte[BufferBytes];
        while (TryRead(buffer, out int count) && TryWrite(terminal.Master, buffer.AsSpan(0, count)))
        {
        }

        terminal.Master.DangerousRelease();
        input.DangerousRelease();
    }

    // False at the end, and when the terminal was hung up. Whoever has it too may have made it one that does not wait.
    private bool TryRead(byte[] buffer, out int count)
    {
        Errno error = LibcFiles.Read(input, buffer, out count);
        while (error == Errno.EAGAIN && LibcEvents.PollPair(input, input, -1, out _, out _) == Errno.None)
        {
            error = LibcFiles.Read(input, buffer, out count);
        }

        return error == Errno.None && count > 0;
    }

    private static bool TryWrite(SafeFileHandle to, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Errno error = LibcFiles.WriteSome(to, bytes, out int count);
            if (error == Errno.EAGAIN)
            {
                error = LibcEvents.WaitWritable(to);
            }

            if (error != Errno.None)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }
}
