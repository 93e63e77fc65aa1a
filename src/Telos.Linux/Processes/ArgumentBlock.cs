using System.Runtime.InteropServices;
using System.Text;

namespace Telos.Linux.Processes;

/// <summary>A null-terminated array of C strings, as execve(2) takes argv and envp.</summary>
internal sealed unsafe class ArgumentBlock : IDisposable
{
    /// <summary>MAX_ARG_STRLEN of include/uapi/linux/binfmts.h, terminator included.</summary>
    internal const int StringBytesMax = 32 * 4096;

    /// <summary>
    /// Far more than the stack limit lets through; it keeps the sums below from overflowing.
    /// </summary>
    internal const int StringCountMax = 1 << 20;

    internal const int TotalBytesMax = 1 << 28;

    private readonly byte** _pointers;

    private ArgumentBlock(byte** pointers, int count)
    {
        _pointers = pointers;
        Count = count;
    }

    internal int Count { get; }

    internal byte** Pointers => _pointers;

    /// <summary>
    /// EINVAL for a string with a NUL inside, which C would cut; E2BIG for what the kernel would refuse.
    /// </summary>
    internal static Errno TryBuild(IReadOnlyCollection<string> strings, out ArgumentBlock? block)
    {
        block = null;
        Errno error = Measure(strings, out int textBytes);
        if (error != Errno.None)
        {
            return error;
        }

        // Pointers first, then the text, in one allocation.
        int pointerBytes = (strings.Count + 1) * sizeof(byte*);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)pointerBytes + (nuint)textBytes);
        byte** pointers = (byte**)memory;
        byte* text = memory + pointerBytes;
        byte* textEnd = text + textBytes;
        int index = 0;
        foreach (string value in strings)
        {
            pointers[index++] = text;
            text += Encoding.UTF8.GetBytes(value, new Span<byte>(text, (int)(textEnd - text)));
            *text++ = 0;
        }

        pointers[index] = null;
        block = new ArgumentBlock(pointers, index);
        return Errno.None;
    }

    internal string? this[int index] => Marshal.PtrToStringUTF8((nint)_pointers[index]);

    public void Dispose() => NativeMemory.Free(_pointers);

    private static Errno Measure(IReadOnlyCollection<string> strings, out int textBytes)
    {
        textBytes = 0;
        if (strings.Count > StringCountMax)
        {
            return Errno.E2BIG;
        }

        foreach (string value in strings)
        {
            if (value.Contains('\0', StringComparison.Ordinal))
            {
                return Errno.EINVAL;
            }

            int bytes = Encoding.UTF8.GetByteCount(value) + 1;
            if (bytes > StringBytesMax || textBytes > TotalBytesMax - bytes)
            {
                return Errno.E2BIG;
            }

            textBytes += bytes;
        }

        return Errno.None;
    }
}
