using Telos.Fuzz;
using Telos.Fuzz.Native;

const int UsageStatus = 2;

switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTargets.All.Select(target => target.Name)));
        return 0;

    case ["instrument", string directory]:
        Console.WriteLine($"{Instrumentation.Apply(directory)} types count their branches");
        return 0;

    case ["fuzz", string name, .. string[] arguments] when FuzzTargets.Find(name) is FuzzTarget target:
        return LibFuzzer.Run(target, arguments);

    case ["replay", string name, .. string[] paths] when FuzzTargets.Find(name) is FuzzTarget target:
        using (GuardedRegion region = GuardedRegion.Map())
        {
            foreach (string path in paths)
            {
                target.RunGuarded(region, File.ReadAllBytes(path));
            }
        }

        return 0;

    default:
        Console.Error.WriteLine(
            "usage: Telos.Fuzz list | instrument DIR | fuzz TARGET [LIBFUZZER ARGUMENT...] | replay TARGET FILE...");
        return UsageStatus;
}
