using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Cli.Wire;
using Telos.Client;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>Addresses from which nothing is let in, and the interfaces that are asked about.</summary>
internal static class HyperionVerb
{
    private static readonly Option<bool> s_json = new("--json") { Description = "Print JSON", Recursive = true };

    public static Command Create()
    {
        Command verb = new("hyperion", "Let nothing in from blocked addresses (root)") { s_json };
        verb.Subcommands.Add(List());
        verb.Subcommands.Add(Block());
        verb.Subcommands.Add(Unblock());
        verb.Subcommands.Add(Filter("attach", "Filter what comes in by a network interface",
            (daemon, named) => daemon.HyperionAttach(named)));
        verb.Subcommands.Add(Filter("detach", "Filter it no longer", (daemon, named) => daemon.HyperionDetach(named)));
        return verb;
    }

    private static Command List()
    {
        Command verb = new("list", "Show blocks, interfaces and counters");
        verb.SetAction(parsed =>
        {
            return Print(
                Ask(daemon => daemon.HyperionList()), ProtocolJson.Default.BlockListResult, parsed.GetValue(s_json), Lines);
        });
        return verb;
    }

    private static Command Block()
    {
        Argument<string> ip = new("ip") { Description = "An IPv4 or IPv6 address" };
        Option<string> ttl = new("--ttl") { Description = "For how long: 90s, 10m, 2h (default 1h, at most 24h)" };
        Option<string> reason = new("--reason") { Description = "Why, for telos hyperion list and the log" };
        Command verb = new("block", "Let nothing in from an address, and no agent out to it") { ip, ttl, reason };
        verb.SetAction(parsed =>
        {
            string address = RequireAddress(parsed.GetRequiredValue(ip));
            BlockResult result = Ask(daemon => daemon.HyperionBlock(
                new BlockParams(address, RequireTtl(parsed.GetValue(ttl)), parsed.GetValue(reason))));
            if (!result.Blocked)
            {
                throw new VerbException(ExitCode.Failed, $"{result.Ip} is not blocked: {result.Reason}");
            }

            return Print(
                result, ProtocolJson.Default.BlockResult, parsed.GetValue(s_json),
                _ => [$"telos: {result.Ip} is blocked: {result.Reason}"]);
        });
        return verb;
    }

    private static Command Unblock()
    {
        Argument<string> ip = new("ip") { Description = "An address that is blocked, on whose word ever" };
        Command verb = new("unblock", "Take an address off the list") { ip };
        verb.SetAction(parsed =>
        {
            UnblockResult result = Ask(daemon => daemon.HyperionUnblock(
                new UnblockParams(RequireAddress(parsed.GetRequiredValue(ip)))));
            if (!result.Unblocked)
            {
                throw new VerbException(ExitCode.Failed, $"{result.Ip} is not blocked: telos hyperion list shows what is");
            }

            return Print(
                result, ProtocolJson.Default.UnblockResult, parsed.GetValue(s_json),
                _ => [$"telos: {result.Ip} is not blocked any more"]);
        });
        return verb;
    }

    private static Command Filter(
        string name, string description, Func<RpcCaller, InterfaceParams, InterfaceResult> filter)
    {
        Argument<string> device = new("interface") { Description = "Its name, as ip link shows it" };
        Command verb = new(name, description) { device };
        verb.SetAction(parsed => Print(
            Ask(daemon => filter(daemon, new InterfaceParams(parsed.GetRequiredValue(device)))),
            ProtocolJson.Default.InterfaceResult, parsed.GetValue(s_json), result => [$"telos: {Describe(result)}"]));
        return verb;
    }

    private static TResult Ask<TResult>(Func<RpcCaller, TResult> ask)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        return client.Ask(ask);
    }

    private static int Print<T>(T result, JsonTypeInfo<T> type, bool json, Func<T, IEnumerable<string>> lines)
    {
        foreach (string line in json ? [JsonSerializer.Serialize(result, type)] : lines(result).Select(TerminalText.Escape))
        {
            Console.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private static string RequireAddress(string text) => HostAddressText.TryParse(text, out _)
        ? text
        : throw new VerbException(ExitCode.Usage, $"{text} is not an address such as 203.0.113.7 or 2001:db8::7");

    private static string? RequireTtl(string? text) => text is null || TtlText.TryParse(text, out _, out string error)
        ? text
        : throw new VerbException(ExitCode.Usage, $"--ttl: {error}");

    private static string Describe(InterfaceResult one) => one.Mode switch
    {
        "native" => $"{one.Interface} is filtered, in its driver",
        "generic" => $"{one.Interface} is filtered, in the stack (its driver takes no XDP program)",
        _ => $"{one.Interface} is not filtered any more",
    };

    private static IEnumerable<string> Lines(BlockListResult list)
    {
        foreach (BlockRecord block in list.Blocks)
        {
            string ttl = TtlText.Format(TimeSpan.FromMilliseconds(block.TtlMs));
            yield return $"{block.Ip,-39} {ttl,8} {block.Hits,10} dropped  {string.Join(", ", block.Sources)}";
        }

        if (list.LeftOff > 0)
        {
            yield return $"and {list.LeftOff} more";
        }

        yield return list.Interfaces.Length == 0
            ? "no interface is filtered: telos hyperion attach INTERFACE"
            : string.Join("; ", list.Interfaces.Select(Describe));
        yield return $"packets: {list.Dropped} dropped, {list.Passed} let in, {list.Expired} of blocks that had ended, "
            + $"{list.Guarded} of guarded addresses, {list.Malformed} malformed, {list.Untold} drops without a record";
        if (list.Refused.Length > 0)
        {
            yield return "not blocked: " + string.Join(", ", list.Refused.Select(refused => $"{refused.Count} {refused.Result}"));
        }

        if (list.Unguarded > 0)
        {
            yield return $"{list.Unguarded} granted addresses had no room among the guards";
        }

        if (list.Fault is string fault)
        {
            yield return $"not filtered: {fault}";
        }
    }
}
