using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Browser;
using Telos.Cli.Wire;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>Binds a browser that runs outside to the agent that drives it.</summary>
internal static class BrowserTokenVerb
{
    public static Command Create()
    {
        Option<uint> agent = new("--agent") { Description = "The agent's number, as telos status shows it", Required = true };
        Option<string> ttl = new("--ttl")
        {
            Description = "How long the browser may report by it: 30m, 8h", DefaultValueFactory = _ => "8h",
        };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new(
            "browser-token", $"Print a value for {BrowserHost.TokenVariable} of a browser that an agent drives (root)")
        {
            agent, ttl, json,
        };
        verb.SetAction(parsed => Issue(parsed.GetValue(agent), parsed.GetRequiredValue(ttl), parsed.GetValue(json)));
        return verb;
    }

    private static int Issue(uint agentId, string ttlText, bool json)
    {
        if (!TtlText.TryParse(ttlText, out TimeSpan ttl, out string error))
        {
            throw new VerbException(ExitCode.Usage, $"--ttl: {error}");
        }

        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        BrowserTokenResult result = client.Ask(daemon =>
            daemon.BrowserToken(new BrowserTokenParams(agentId, (long)ttl.TotalMilliseconds)));
        Console.WriteLine(json
            ? JsonSerializer.Serialize(result, ProtocolJson.Default.BrowserTokenResult)
            : result.Token);
        return ExitCode.Ok;
    }
}
