using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>One program of a <see cref="BpfObject"/>; not usable after the object is disposed.</summary>
public sealed unsafe class BpfProgram
{
    private readonly BpfObject _owner;
    private readonly nint _program;

    internal BpfProgram(BpfObject owner, nint program)
    {
        _owner = owner;
        _program = program;
        Name = Text(Libbpf.bpf_program__name(program));
        SectionName = Text(Libbpf.bpf_program__section_name(program));
    }

    public string Name { get; }

    /// <summary>For instance <c>lsm/file_open</c>.</summary>
    public string SectionName { get; }

    internal nint Pointer
    {
        get
        {
            _owner.ThrowIfDisposed();
            return _program;
        }
    }

    /// <summary>Whether <see cref="BpfObject.Load"/> loads this program; only before the load.</summary>
    public void SetAutoload(bool autoload)
    {
        int rc = Libbpf.bpf_program__set_autoload(Pointer, autoload ? (byte)1 : (byte)0);
        LinuxException.ThrowIf(Syscall.OfLibbpf(rc), "bpf_program__set_autoload", Name);
    }

    /// <summary>The loaded program, to outlive its object.</summary>
    public BpfProgramHandle Open()
    {
        Errno error = LibcFiles.Duplicate(Libbpf.bpf_program__fd(Pointer), out int fd);
        LinuxException.ThrowIf(error, "fcntl(F_DUPFD_CLOEXEC)", Name);
        return new BpfProgramHandle(fd, Name);
    }

    /// <summary>Runs the loaded program on a packet by BPF_PROG_TEST_RUN, attached to nothing.</summary>
    public BpfTestResult TestRun(ReadOnlySpan<byte> packet, int repeat = 1)
    {
        using BpfProgramHandle program = Open();
        return program.TestRun(packet, repeat);
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
}
