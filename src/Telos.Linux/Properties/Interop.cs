using System.Runtime.CompilerServices;

// Every import is blittable: what crosses the boundary is written out in Native/, nothing is guessed by the
// runtime.
[assembly: DisableRuntimeMarshalling]
