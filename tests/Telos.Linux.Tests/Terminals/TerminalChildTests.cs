using System.Diagnostics;
using System.Text;
using Telos.Linux.Terminals;
using Xunit;

namespace Telos.Linux.Tests.Terminals;

public sealed class TerminalChildTests
{
    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 128 + 15)]
    [InlineData("true", 0)]
    public void Wait_IsTheStatus_AsAShellHasIt(string script, int status)
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        using TerminalChild child = Start(script, terminal);
        Assert.Equal(status, child.Wait());
    }

    [Fact]
    public void Start_GivesTheTerminalToASessionOfItsOwn()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        using PseudoTerminal shown = PseudoTerminal.Open();
        using TerminalChild child = Start(
            "tty; ps -o sid= -p $$ | tr -d ' '; echo $$; : </dev/tty && echo own", terminal);
        using FileStream output = File.Open(Path.GetTempFileName(), FileMode.Open);
        new TerminalRelay(terminal, shown.Master, output.SafeFileHandle).Run(child.Process);
        Assert.Equal(0, child.Wait());
        output.Position = 0;
        string[] lines = new StreamReader(output, Encoding.ASCII).ReadToEnd().Split("\r\n");
        Assert.Equal([terminal.Path, child.Process.Pid.ToString(), child.Process.Pid.ToString(), "own", ""], lines);
        File.Delete(output.Name);
    }

    [Fact]
    public void Run_PassesOnWhatIsTyped_AndEndsWithItsProcess()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        using PseudoTerminal typed = PseudoTerminal.Open();
        using TerminalChild child = Start("stty -echo; read word; echo \"got $word\"; sleep 60 & exit 3", terminal);
        using FileStream output = File.Open(Path.GetTempFileName(), FileMode.Open);
        using FileStream keyboard = File.OpenWrite(typed.Path);
        using FileStream seen = new(typed.Master, FileAccess.ReadWrite, bufferSize: 0);
        keyboard.Write("hello\n"u8);
        keyboard.Flush();
        new TerminalRelay(terminal, typed.Master, output.SafeFileHandle).Run(child.Process);
        Assert.Equal(3, child.Wait());
        output.Position = 0;
        Assert.EndsWith("got hello\r\n", new StreamReader(output, Encoding.ASCII).ReadToEnd(), StringComparison.Ordinal);
        File.Delete(output.Name);
    }

    [Fact]
    public void Run_MayBeFollowedByAnEndOfBothTerminals_ThoughNobodyTyped()
    {
        for (int turn = 0; turn < 100; turn++)
        {
            using PseudoTerminal terminal = PseudoTerminal.Open();
            using PseudoTerminal silent = PseudoTerminal.Open();
            using TerminalChild child = Start("exit 5", terminal);
            Assert.Equal(5, child.Wait());
            // An exception on the thread that waits for keys would end the whole process.
            new TerminalRelay(terminal, silent.Master, silent.Master).Run(child.Process);
        }
    }

    [Fact]
    public void Start_LeavesTheRuntimesChildrenToIt()
    {
        using Process before = Process.Start("sleep", "0.2");
        using PseudoTerminal terminal = PseudoTerminal.Open();
        using TerminalChild child = Start("true", terminal);
        using Process after = Process.Start("true");
        Assert.True(before.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.True(after.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, child.Wait());
    }

    [Fact]
    public void Start_OfWhatIsNotThere_SaysSo()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        LinuxException error = Assert.Throws<LinuxException>(() => TerminalChild.Start("/none", ["none"], [], terminal.Path));
        Assert.Equal(Errno.ENOENT, error.Error);
    }

    private static TerminalChild Start(string script, PseudoTerminal terminal) => TerminalChild.Start(
        "/bin/sh", ["sh", "-c", script], [KeyValuePair.Create("PATH", "/usr/bin:/bin")], terminal.Path);
}
