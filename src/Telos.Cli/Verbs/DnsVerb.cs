using System.CommandLine;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Daemon.Dns;

namespace Telos.Cli.Verbs;

/// <summary>The DNS dataplane alone: no daemon, no agents, no kernel part.</summary>
internal static class DnsVerb
{
    private const string ListenDefault = "127.0.0.1:5353";
    private const int CacheEntriesDefault = 20_000;
    private const int CacheEntriesMax = 10_000_000;
    private const int ThreadsMax = 256;
    private const int UpstreamsMax = 32;

    public static Command Create()
    {
        Option<string[]> listen = new("--listen") { Description = $"Addresses to serve, UDP and TCP (default {ListenDefault})" };
        Option<string[]> upstream = new("--upstream")
        {
            Description = "Servers to ask, the first that answers: 9.9.9.9, [2620:fe::fe]:53, tls://9.9.9.9#dns.quad9.net",
        };
        Option<int?> threads = new("--threads") { Description = "Threads (default: one a processor)" };
        Option<int> cache = new("--cache-entries")
        {
            Description = $"Answers to remember (default {CacheEntriesDefault}; 0: none)",
            DefaultValueFactory = _ => CacheEntriesDefault,
        };
        Option<string?> deny = new("--deny")
        {
            HelpName = "file",
            Description = "File of names to deny with their subdomains, one a line",
        };
        Option<bool> denyAll = new("--deny-all") { Description = "Deny every name" };
        Option<bool> judge = new("--judge") { Description = "Deny names that imitate others or are known as harmful" };
        Option<string?> index = new("--index")
        {
            HelpName = "file",
            Description = $"The index to judge by (default {TelosPaths.DomainIndex})",
        };
        Command verb = new("dns", "Run the DNS dataplane alone")
        {
            listen, upstream, threads, cache, deny, denyAll, judge, index,
        };
        verb.SetAction(parsed => Serve(new StandaloneDnsOptions
        {
            Listen = parsed.GetValue(listen) is { Length: > 0 } addresses ? addresses : [ListenDefault],
            Upstreams = parsed.GetValue(upstream) ?? [],
            Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            CacheEntries = parsed.GetValue(cache),
            DenyFile = parsed.GetValue(deny),
            DenyAll = parsed.GetValue(denyAll),
            Judge = parsed.GetValue(judge),
            IndexFile = parsed.GetValue(index) ?? TelosPaths.DomainIndex,
        }));
        return verb;
    }

    private static int Serve(StandaloneDnsOptions options)
    {
        Require(
            options.Upstreams.Count is > 0 and <= UpstreamsMax || options.DenyAll,
            $"--upstream: give 1 to {UpstreamsMax} servers to ask");
        Require(options.Threads is > 0 and <= ThreadsMax, $"--threads: 1 to {ThreadsMax}");
        Require(options.CacheEntries is >= 0 and <= CacheEntriesMax, $"--cache-entries: 0 to {CacheEntriesMax}");
        Require(options.DenyFile is not "", "--deny: give the name of a file");
        Prepare(options).Run(
            endPoint => Console.WriteLine(TerminalText.Escape($"telos dns: serving {endPoint} (UDP and TCP)")),
            line => Console.Error.WriteLine(TerminalText.Escape($"telos dns: {line}")));
        return ExitCode.Ok;
    }

    private static StandaloneDns Prepare(StandaloneDnsOptions options)
    {
        try
        {
            return new StandaloneDns(options);
        }
        catch (DaemonException error)
        {
            throw new VerbException(ExitCode.Usage, error.Message);
        }
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new VerbException(ExitCode.Usage, fault);
        }
    }
}
