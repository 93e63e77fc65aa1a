using System.Runtime.InteropServices;
using System.Text;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// A compiled BPF object: opened, adjusted, loaded, attached. Maps and links that it gives out own their
/// descriptors and outlive it, so it is disposed as soon as everything is attached (libbpf holds about 20
/// MB). Not for use by two threads at once.
/// </summary>
public sealed unsafe class BpfObject : IDisposable
{
    private readonly string _name;
    private readonly byte* _elf;
    private readonly BpfProgram[] _programs;
    private nint _object;

    private BpfObject(string name, byte* elf, nint opened)
    {
        _name = name;
        _elf = elf;
        _object = opened;
        _programs = ListPrograms();
    }

    public IReadOnlyList<BpfProgram> Programs => _programs;

    /// <summary>What libbpf and the verifier said at the last <see cref="Load"/>, warnings only.</summary>
    public string LoadLog { get; private set; } = string.Empty;

    public static BpfObject Open(ReadOnlySpan<byte> elf, string name)
    {
        // libbpf may refer to the bytes until the object is closed.
        byte* copy = (byte*)NativeMemory.Alloc((nuint)elf.Length);
        elf.CopyTo(new Span<byte>(copy, elf.Length));
        byte[] nameBytes = Encoding.UTF8.GetBytes(name + '\0');
        using BpfLog log = BpfLog.Capture();
        nint opened;
        Errno error;
        fixed (byte* nameStart = nameBytes)
        {
            Libbpf.OpenOptions options = new()
            {
                Size = (nuint)sizeof(Libbpf.OpenOptions),
                ObjectName = nameStart,
            };
            opened = Libbpf.bpf_object__open_mem(copy, (nuint)elf.Length, &options);
            error = opened == 0 ? Syscall.Last() : Errno.None;
        }

        if (error != Errno.None)
        {
            NativeMemory.Free(copy);
            throw new LinuxException("bpf_object__open_mem", name, error, log.LastLines());
        }

        return new BpfObject(name, copy, opened);
    }

    public BpfProgram Program(string name) =>
        Array.Find(_programs, program => program.Name == name)
        ?? throw new LinuxException("bpf_object__find_program_by_name", $"{_name}/{name}", Errno.ENOENT);

    /// <summary>
    /// Makes the object use an existing map in place of the one it declares; only before the load.
    /// </summary>
    public void ReuseMap(string name, BpfMapHandle pinned)
    {
        Errno error = Syscall.OfLibbpf(Libbpf.bpf_map__reuse_fd(FindMap(name), pinned));
        LinuxException.ThrowIf(error, "bpf_map__reuse_fd", $"{_name}/{name}");
    }

    /// <summary>The load makes no such map; no program that is loaded may use it.</summary>
    public void LeaveOutMap(string name)
    {
        Errno error = Syscall.OfLibbpf(Libbpf.bpf_map__set_autocreate(FindMap(name), 0));
        LinuxException.ThrowIf(error, "bpf_map__set_autocreate", $"{_name}/{name}");
    }

    /// <summary>Creates the maps and loads the programs. A failed object can only be disposed.</summary>
    public void Load()
    {
        ThrowIfDisposed();
        using BpfLog log = BpfLog.Capture();
        Errno error = Syscall.OfLibbpf(Libbpf.bpf_object__load(_object));
        LoadLog = log.Text();
        string? reason = error == Errno.None ? null : log.LastLines();
        LinuxException.ThrowIf(error, "bpf_object__load", _name, reason);
    }

    public BpfMapHandle Map(string name)
    {
        Errno error = LibcFiles.Duplicate(Libbpf.bpf_map__fd(FindMap(name)), out int fd);
        LinuxException.ThrowIf(error, "fcntl(F_DUPFD_CLOEXEC)", $"{_name}/{name}");
        return new BpfMapHandle(fd, name);
    }

    public void Dispose()
    {
        if (_object != 0)
        {
            Libbpf.bpf_object__close(_object);
            NativeMemory.Free(_elf);
            _object = 0;
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_object == 0, this);

    private nint FindMap(string name)
    {
        ThrowIfDisposed();
        nint map = Libbpf.bpf_object__find_map_by_name(_object, name);
        return map != 0
            ? map
            : throw new LinuxException("bpf_object__find_map_by_name", $"{_name}/{name}", Errno.ENOENT);
    }

    private BpfProgram[] ListPrograms()
    {
        List<BpfProgram> programs = [];
        nint program = Libbpf.bpf_object__next_program(_object, 0);
        while (program != 0)
        {
            programs.Add(new BpfProgram(this, program));
            program = Libbpf.bpf_object__next_program(_object, program);
        }

        return [.. programs];
    }
}
