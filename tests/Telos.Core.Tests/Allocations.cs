namespace Telos.Core.Tests;

/// <summary>
/// What this thread allocates. A collection that another test brings about takes back the rest of the thread's buffer, which
/// then counts as allocated: such a turn says nothing and is done again. What really allocates does so in each.
/// </summary>
internal static class Allocations
{
    private const int TurnsMax = 20;

    public static long Of(Action act)
    {
        for (int turn = 1; ; turn++)
        {
            int collections = GC.CollectionCount(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            act();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0 || turn == TurnsMax || GC.CollectionCount(0) == collections)
            {
                return allocated;
            }
        }
    }
}
