using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Telos.Core.Protocol;

namespace Telos.Cli.Proof;

/// <summary>A process of this program that does one step after another, held to an intent or not.</summary>
internal sealed class HandProcess : IDisposable
{
    private const int PatienceMs = 10_000;
    private const string Ttl = "5m";
    private readonly Process _process;

    private HandProcess(Process process, uint? agentId)
    {
        _process = process;
        AgentId = agentId;
        string? ready = ReadLine();
        Memory = long.TryParse(ready, NumberStyles.None, CultureInfo.InvariantCulture, out long address)
            ? address
            : throw new VerbException(ExitCode.Failed, $"a process to prove with did not start: {ready}");
    }

    public int Pid => _process.Id;

    /// <summary>Null: it is no agent.</summary>
    public uint? AgentId { get; }

    /// <summary>Where eight bytes of it are that nobody needs.</summary>
    public long Memory { get; }

    public static HandProcess Start() => new(Start([HandVerb.Name]), agentId: null);

    /// <exception cref="VerbException">It was not let in.</exception>
    public static HandProcess StartAgent(string intent)
    {
        string self = Environment.ProcessPath!;
        Process process = Start(["run", "--intent", intent, "--ttl", Ttl, "--json", "--", self, HandVerb.Name]);
        string? line = process.StandardError.ReadLine();
        try
        {
            PolicyResult policy = JsonSerializer.Deserialize(line ?? "", ProtocolJson.Default.PolicyResult)!;
            return new HandProcess(process, policy.AgentId);
        }
        catch (JsonException)
        {
            process.Dispose();
            throw new VerbException(ExitCode.Failed, $"no agent to prove with: {line}");
        }
    }

    public void Enter(ProofStage stage) => Write(stage.Line());

    /// <summary>What came of a step, in the words of <see cref="ProofSteps"/>; null: it ended, or did not answer.</summary>
    public string? Do(string step)
    {
        Begin(step);
        return Finish();
    }

    public void Begin(string step) => Write(step);

    public string? Finish() => ReadLine();

    public void Dispose()
    {
        Write(null);
        if (!_process.WaitForExit(PatienceMs))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Start(string[] words)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new VerbException(ExitCode.Failed, $"{start.FileName} does not start: {error.Message}");
        }
    }

    // Null ends it. One that is gone reads nothing, and shows that by its silence.
    private void Write(string? line)
    {
        try
        {
            if (line is null)
            {
                _process.StandardInput.Close();
            }
            else
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
        }
    }

    private string? ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (line.Wait(PatienceMs))
        {
            return line.Result;
        }

        _process.Kill();
        return null;
    }
}
