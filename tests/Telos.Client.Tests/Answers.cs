namespace Telos.Client.Tests;

/// <summary>What a daemon answers.</summary>
internal static class Answers
{
    /// <summary>With a member that only a later Telos has.</summary>
    public static readonly string Policy = Result("""
        {"agent_id":7,"mode":"enforce","ttl_ms":60000,"lines":["run ls"],"missing":[],"off":[],"later":1}
        """);

    public static readonly string Agent = Result("""{"agent_id":7}""");

    public static readonly string NotAnAgent = Error("""{"code":-32002,"message":"this process is no agent"}""");

    public static readonly string Refused = Error(
        """{"code":-32001,"message":"the intent was refused","details":["fly: nobody knows how"]}""");

    public static readonly string Denials = Result($$"""{"denials":[{{Denial}}],"forgotten":0}""");

    public const string Denial = """
        {"id":3,"time":"2026-01-02T03:04:05Z","gate":"exec","reason":"not_granted","subject":"/bin/cat","program":"/bin/sh",
        "pid":9,"mode":"enforce","cause":"No grant names it.","next_step":"Declare it."}
        """;

    public static string Self(string goal, long leftMs) => Result($$"""
        {"agent_id":7,"mode":"enforce","taint":"CLEAN","goal":"{{goal}}","expires_in_ms":{{leftMs}},"lines":[],"off":[],
        "refused_exec":0,"refused_network":0,"refused_file":0,"refused_lineage":0,"refused_tamper":0}
        """);

    public static string Result(string json) => OneLine($$"""{"jsonrpc":"2.0","id":ID,"result":{{json}}}""");

    public static string Told(string method, string json) =>
        OneLine($$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{json}}}""");

    private static string Error(string json) => $$"""{"jsonrpc":"2.0","id":ID,"error":{{json}}}""";

    private static string OneLine(string json) => json.ReplaceLineEndings("");
}
