using System.Text.Json;
using Telos.Client;
using Telos.Core.Pages;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Browser;

/// <summary>
/// Passes what the browser extension finds on to the daemon, until the browser closes the pipe. Each message is answered; none
/// ends it but a length that no browser sends.
/// </summary>
internal sealed class BrowserHost(NativeMessages browser, string? token)
{
    /// <summary>In the environment of a browser that an agent drives but did not start.</summary>
    public const string TokenVariable = "TELOS_BROWSER_TOKEN";

    private const int ReportsPerMinute = 60;

    private readonly ReportRate _rate = new(ReportsPerMinute);

    public int Serve()
    {
        try
        {
            return ServeEach();
        }
        catch (IOException)
        {
            // The browser ended without a word; what it was to be answered nobody needs any more.
            return ExitCode.Ok;
        }
    }

    private int ServeEach()
    {
        while (true)
        {
            switch (browser.Read(out ReadOnlySpan<byte> message))
            {
                case NativeMessageStatus.Message:
                    Tell(Pass(message));
                    break;
                case NativeMessageStatus.TooLong:
                    Tell(new PageAnswer("too_long", Error: $"a message has at most {NativeMessages.MessageBytesMax} bytes"));
                    break;
                case NativeMessageStatus.End:
                    return ExitCode.Ok;
                default:
                    throw new VerbException(ExitCode.Failed, "this is no native messaging: only a browser starts browser-host");
            }
        }
    }

    private PageAnswer Pass(ReadOnlySpan<byte> json)
    {
        PageMessage? message = PageMessage.Parse(json, out string fault);
        if (message is null)
        {
            return new PageAnswer("malformed", Error: fault);
        }

        if (!_rate.IsHeard(message.Rank, Environment.TickCount64))
        {
            return new PageAnswer("repeated");
        }

        try
        {
            using RpcConnection daemon = RpcConnection.Connect(TelosPaths.AgentSocket);
            TaintResult result = daemon.PageReport(
                new PageReportParams(message.Level.ToLowerInvariant(), message.Page, message.Finding, token));
            _rate.Heard(message.Rank);
            return new PageAnswer("reported", result.AgentId, result.Taint);
        }
        catch (TelosException error)
        {
            return new PageAnswer(OutcomeOf(error), Error: error.Message);
        }
    }

    private void Tell(PageAnswer answer) =>
        browser.Write(JsonSerializer.SerializeToUtf8Bytes(answer, ProtocolJson.Default.PageAnswer));

    private static string OutcomeOf(TelosException error) => error switch
    {
        NotAnAgentException => "not_an_agent",
        UnavailableException or ProtocolException => "no_daemon",
        _ => "refused",
    };
}
