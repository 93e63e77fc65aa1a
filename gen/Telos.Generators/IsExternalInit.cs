namespace System.Runtime.CompilerServices;

// Records need it; netstandard2.0, which the compiler asks of generators, does not have it.
internal static class IsExternalInit;
