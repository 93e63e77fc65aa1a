using System.Diagnostics;
using System.Text;
using Telos.Core.Abi;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

/// <summary>Expected values are what load_script() of fs/binfmt_script.c makes of the bytes.</summary>
public sealed class ScriptHeaderTests
{
    [Theory]
    [InlineData("#!/bin/sh\necho\n", "/bin/sh", null)]
    [InlineData("#!/bin/sh", "/bin/sh", null)]
    [InlineData("#! \t/bin/sh\n", "/bin/sh", null)]
    [InlineData("#!/bin/sh \t \n", "/bin/sh", null)]
    [InlineData("#!/bin/sh -e\n", "/bin/sh", "-e")]
    [InlineData("#!/bin/sh\t-e -u\t\n", "/bin/sh", "-e -u")]
    [InlineData("#!/usr/bin/env python3\n", "/usr/bin/env", "python3")]
    [InlineData("#!/usr/bin/env -S python3 -u\n", "/usr/bin/env", "-S python3 -u")]
    [InlineData("#!/bin/sh\r\n", "/bin/sh\r", null)]
    public void Parse_OfAScript_GivesInterpreterAndOneArgument(string head, string interpreter, string? argument) =>
        Assert.Equal((interpreter, argument), ScriptHeader.Parse(Encoding.ASCII.GetBytes(head)));

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#!")]
    [InlineData("#!\n/bin/sh\n")]
    [InlineData("#! \t \n/bin/sh\n")]
    [InlineData(" #!/bin/sh\n")]
    [InlineData("\u007fELF")]
    public void Parse_OfSomethingElse_GivesNoInterpreter(string head) =>
        Assert.Equal((null, null), ScriptHeader.Parse(Encoding.ASCII.GetBytes(head)));

    [Fact]
    public void Read_OfAKnownFileThatWasRewritten_ReadsItAnew()
    {
        using KernelGates gates = new();
        using TempDirectory temp = new();
        string path = temp.Write("a", "#!/bin/sh\n");
        OpenFile before = gates.Identities.Resolve(path)!.Value;
        Assert.Equal("/bin/sh", ScriptHeader.Read(path, before).Interpreter);
        SpinWait.SpinUntil(() =>
        {
            temp.Write("a", "#!/bin/bash\n");
            return gates.Identities.Resolve(path)!.Value.CtimeNs != before.CtimeNs;
        });
        Assert.Equal("/bin/bash", ScriptHeader.Read(path, gates.Identities.Resolve(path)!.Value).Interpreter);
        Assert.Equal("/bin/sh", ScriptHeader.Read(path, before).Interpreter);
    }

    [Fact]
    public void Parse_OfAPathThatFillsAll256Bytes_GivesNone()
    {
        string head = "#!/" + new string('a', 253);
        Assert.Equal((null, null), ScriptHeader.Parse(Encoding.ASCII.GetBytes(head)));
    }

    [Fact]
    public void Parse_OfAPathThatEndsBeforeByte256_GivesIt()
    {
        string path = "/" + new string('a', 252);
        Assert.Equal((path, null), ScriptHeader.Parse(Encoding.ASCII.GetBytes($"#!{path}\n")));
        Assert.Equal((path, null), ScriptHeader.Parse(Encoding.ASCII.GetBytes($"#!{path}")));
    }

    [Fact]
    public void Parse_OfAnArgumentThatIsCutOff_GivesThePath()
    {
        string head = "#!/bin/sh " + new string('a', 246);
        Assert.Equal("/bin/sh", ScriptHeader.Parse(Encoding.ASCII.GetBytes(head)).Interpreter);
    }

    [Theory]
    [InlineData("#!/bin/sh\0 -e\n", "/bin/sh", null)]
    [InlineData("#!/bin/sh -e\0u\n", "/bin/sh", "-e")]
    public void Parse_OfAZeroByte_EndsThere(string head, string interpreter, string? argument) =>
        Assert.Equal((interpreter, argument), ScriptHeader.Parse(Encoding.ASCII.GetBytes(head)));

    [Fact]
    public void Read_LooksAtTheFirst256BytesOnly()
    {
        using TempDirectory temp = new();
        Assert.Equal(("/bin/sh", "-e"), ScriptHeader.Read(temp.Write("script", "#!/bin/sh -e\nexit 0\n")));
        Assert.Equal((null, null), ScriptHeader.Read(temp.Write("long", $"#!/{new string('a', 300)}\n")));
        Assert.Equal((null, null), ScriptHeader.Read(temp.File("none")));
        Assert.Equal((null, null), ScriptHeader.Read(temp.Path));
    }

    // Opening it for reading would wait for a writer.
    [Fact]
    public void Read_OfAFifo_GivesNone()
    {
        using TempDirectory temp = new();
        using (Process mkfifo = Process.Start("mkfifo", temp.File("fifo")))
        {
            mkfifo.WaitForExit();
        }

        Assert.Equal((null, null), ScriptHeader.Read(temp.File("fifo")));
    }
}
