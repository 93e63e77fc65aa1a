using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Telos.Fuzz.Targets;

/// <summary>
/// Defects that must be found, or nothing else that was not found means anything. Each octet is a branch of its own, as
/// the branches are what leads a fuzzer there: guessing six octets takes 2^48 tries.
/// </summary>
internal static class Canary
{
    public static void Throw(ReadOnlySpan<byte> input)
    {
        if (HasMagic(input))
        {
            throw new BrokenClaimException("the canary's input is never found");
        }
    }

    /// <summary>Reads the octet after the input, which no exception tells of: only the page behind it does.</summary>
    public static void ReadBeyond(ReadOnlySpan<byte> input)
    {
        if (HasMagic(input) && Unsafe.Add(ref MemoryMarshal.GetReference(input), input.Length) != 0)
        {
            throw new BrokenClaimException("the page behind an input cannot be read");
        }
    }

    private static bool HasMagic(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 6 && input[0] == 'c')
        {
            if (input[1] == 'A')
            {
                if (input[2] == 'n')
                {
                    if (input[3] == 'A')
                    {
                        if (input[4] == 'r')
                        {
                            return input[5] == 'Y';
                        }
                    }
                }
            }
        }

        return false;
    }
}
