using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Telos.Fuzz.Native;

/// <summary>libFuzzer in this process (driver.c). The assemblies under test were instrumented before they were loaded.</summary>
internal static unsafe partial class LibFuzzer
{
    private const string Library = "libtelos-fuzzer.so";

    // By name: SharpFuzz takes an assembly that refers to it, as this one would, for instrumented already.
    private static readonly Type s_trace = Type.GetType("SharpFuzz.Common.Trace, SharpFuzz.Common", throwOnError: true)!;
    private static readonly FieldInfo s_previousBranch = s_trace.GetField("PrevLocation")!;
    private static readonly object s_noBranch = 0;

    private static FuzzTarget? s_target;
    private static GuardedRegion? s_region;

    /// <summary>Does not return: libFuzzer ends the process, with 0 when no input was found at fault.</summary>
    public static int Run(FuzzTarget target, ReadOnlySpan<string> arguments)
    {
        s_target = target;
        s_region = GuardedRegion.Map();
        s_trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(telos_fuzz_counters(), typeof(byte*)));
        byte** argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Length + 2, (nuint)sizeof(byte*));
        argv[0] = (byte*)Marshal.StringToCoTaskMemUTF8(target.Name);
        for (int i = 0; i < arguments.Length; i++)
        {
            argv[i + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        return telos_fuzz_run(arguments.Length + 1, argv, &Test);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Test(byte* bytes, nuint size)
    {
        try
        {
            // What ran before is no part of this input's path.
            s_previousBranch.SetValue(null, s_noBranch);
            s_target!.RunGuarded(s_region!, new ReadOnlySpan<byte>(bytes, (int)size));
        }
        catch (Exception error) when (Report(error))
        {
        }

        return 0;
    }

    // As a filter: the frames below are still there, and nothing of them runs afterwards.
    private static bool Report(Exception error)
    {
        Console.Error.WriteLine(error);
        telos_fuzz_crash();
        return true;
    }

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial byte* telos_fuzz_counters();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int telos_fuzz_run(
        int argc, byte** argv, delegate* unmanaged[Cdecl]<byte*, nuint, int> run);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial void telos_fuzz_crash();
}
