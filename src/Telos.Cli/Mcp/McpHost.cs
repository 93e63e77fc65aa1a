using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Linux;

namespace Telos.Cli.Mcp;

/// <summary>An MCP server: the tools, and as resources the policy in force and the latest refusals.</summary>
internal sealed class McpHost
{
    private const string JsonType = "application/json";

    private const string Instructions =
        "The kernel holds you to the intent that you declared: programs, hosts and files beyond it are refused. Declare what "
        + "you are about to do before each new piece of work; after \"Permission denied\" ask why_denied, then request_grant.";

    private readonly McpTools _tools;

    private McpHost(IMcpDaemon daemon) => _tools = new McpTools(daemon);

    /// <summary>Until the client closes its side.</summary>
    public static async Task ServeAsync(ITransport transport, IMcpDaemon daemon)
    {
        await using McpServer server = McpServer.Create(transport, new McpHost(daemon).Options());
        await server.RunAsync();
    }

    private McpServerOptions Options() => new()
    {
        ServerInfo = new Implementation { Name = "telos", Title = "Telos", Version = ProductVersion.Text },
        ServerInstructions = Instructions,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. _tools.All.Select(Describe)] }),
            CallToolHandler = (request, _) => ValueTask.FromResult(Call(request.Params)),
            ListResourcesHandler = (_, _) => ValueTask.FromResult(new ListResourcesResult { Resources = [.. Resources()] }),
            ReadResourceHandler = (request, _) => ValueTask.FromResult(Read(request.Params?.Uri ?? "")),
        },
    };

    private static Tool Describe(McpTool tool) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description,
        InputSchema = tool.Schema,
        Annotations = new ToolAnnotations { ReadOnlyHint = tool.IsReadOnly, DestructiveHint = false, OpenWorldHint = false },
    };

    // An unknown tool is a fault of the protocol; a refusal is an answer, which the model reads.
    private CallToolResult Call(CallToolRequestParams? call)
    {
        McpTool tool = _tools.All.FirstOrDefault(known => known.Name == call?.Name)
            ?? throw new McpProtocolException($"no tool {call?.Name}", McpErrorCode.InvalidParams);
        try
        {
            McpAnswer answer = tool.Act(new McpArguments(tool.Name, tool.Schema, call!.Arguments));
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = TextOf(answer.Lines) }], StructuredContent = answer.Record,
            };
        }
        catch (Exception error) when (error is VerbException or DaemonException or LinuxException)
        {
            string[] details = (error as VerbException)?.Details.ToArray() ?? [];
            return new CallToolResult
            {
                IsError = true,
                Content = [new TextContentBlock { Text = TextOf([error.Message, .. details]) }],
                StructuredContent = RecordOf(error.Message, details),
            };
        }
    }

    private static IEnumerable<Resource> Resources() =>
    [
        new()
        {
            Uri = McpTools.PolicyUri, Name = "policy", Title = "The policy in force", MimeType = JsonType,
            Description = "What this agent may do now, and for how long",
        },
        new()
        {
            Uri = McpTools.DenialsUri, Name = "denials", Title = "Recent denials", MimeType = JsonType,
            Description = "The latest refusals of this agent, each with its cause and the next step",
        },
    ];

    private ReadResourceResult Read(string uri)
    {
        try
        {
            McpAnswer answer = uri switch
            {
                McpTools.PolicyUri => _tools.Status(),
                McpTools.DenialsUri => _tools.AllDenials(),
                _ => throw new McpProtocolException($"no resource {uri}", McpErrorCode.ResourceNotFound),
            };
            return new ReadResourceResult
            {
                Contents = [new TextResourceContents { Uri = uri, MimeType = JsonType, Text = answer.Record.GetRawText() }],
            };
        }
        catch (VerbException error)
        {
            throw new McpProtocolException(error.Message, McpErrorCode.InternalError);
        }
    }

    // The words of an agent, or a file's name, must not steer the terminal that shows them.
    private static string TextOf(IEnumerable<string> lines) => string.Join('\n', lines.Select(TerminalText.Escape));

    private static JsonElement RecordOf(string message, string[] details)
    {
        JsonArray lines = [.. details.Select(line => (JsonNode)line)];
        return JsonElement.Parse(new JsonObject { ["error"] = message, ["details"] = lines }.ToJsonString());
    }
}
