using System.Runtime.CompilerServices;
using Telos.Core.Policy;
using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>
/// What a process of an agent says to the daemon. Calls may be made at once; they are done in the order in which they were made.
/// The daemon ends a connection on which nothing is asked for a minute: the next call makes another.
/// </summary>
public sealed class TelosClient : IDisposable
{
    private const string PathVariable = "TELOS_SOCKET";
    private const string UsualPath = "/run/telos/agent.sock";

    private static readonly TimeSpan s_answerMax = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _path;
    private readonly TimeSpan _timeout;
    private RpcConnection? _connection;

    private TelosClient(string? path, TimeSpan? timeout)
    {
        _path = path ?? Environment.GetEnvironmentVariable(PathVariable) ?? UsualPath;
        _timeout = timeout ?? s_answerMax;
    }

    /// <param name="path">The socket, else the variable TELOS_SOCKET, else /run/telos/agent.sock.</param>
    /// <param name="timeout">For each answer; half a minute, unless it is said.</param>
    /// <exception cref="UnavailableException">Nobody answers there.</exception>
    /// <exception cref="ProtocolException">It is another version.</exception>
    public static async Task<TelosClient> ConnectAsync(
        string? path = null, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        TelosClient client = new(path, timeout);
        client._connection = await client.WithinAsync(client.OpenAsync, cancellation).ConfigureAwait(false);
        return client;
    }

    /// <summary>Puts another policy in force, or throws <see cref="IntentRefusedException"/>: the one in force stays.</summary>
    public Task<PolicyResult> DeclareAsync(string words, TimeSpan? ttl = null, CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.DeclareAsync(new DeclareParams(words, Milliseconds(ttl)), end), cancellation);

    /// <summary>Less than what is in force, and never longer; or throws <see cref="IntentRefusedException"/>.</summary>
    public Task<PolicyResult> NarrowAsync(string words, TimeSpan? ttl = null, CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.NarrowAsync(new DeclareParams(words, Milliseconds(ttl)), end), cancellation);

    /// <summary>The intent in force, for that long from now on.</summary>
    public Task<PolicyResult> ExtendAsync(TimeSpan ttl, CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.ExtendAsync(new ExtendParams((long)ttl.TotalMilliseconds), end), cancellation);

    /// <summary>One thing more beside the intent in force: "run jq". What needs approval is in the answer's approvals.</summary>
    public Task<PolicyResult> RequestAsync(string wish, CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.RequestAsync(new RequestParams(wish), end), cancellation);

    /// <summary>What these words would be granted. Nothing is changed.</summary>
    public Task<PolicyDocument> ExplainAsync(
        string words, string[]? actions = null, TimeSpan? ttl = null, CancellationToken cancellation = default) =>
        AskAsync(
            (daemon, end) => daemon.ExplainAsync(new ExplainParams(words, actions, Milliseconds(ttl)), end), cancellation);

    /// <summary>What this agent may know of itself.</summary>
    public Task<SelfResult> StatusAsync(CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.SelfAsync(end), cancellation);

    /// <summary>The latest refusals of this agent, oldest first.</summary>
    public async Task<DenialRecord[]> DenialsAsync(int? limit = null, CancellationToken cancellation = default) =>
        (await AskAsync((daemon, end) => daemon.DenialsAsync(new DenialsParams(limit), end), cancellation)
            .ConfigureAwait(false)).Denials;

    /// <summary>The last refusal; null when there is none.</summary>
    public async Task<DenialRecord?> WhyDeniedAsync(CancellationToken cancellation = default) =>
        (await DenialsAsync(1, cancellation).ConfigureAwait(false)).FirstOrDefault();

    public Task<ApprovalRecord> ApprovalStateAsync(string id, CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.ApprovalStateAsync(new ApprovalStateParams(id), end), cancellation);

    /// <summary>
    /// Says that something was read that is not to be passed on: low, medium, high or critical. The taint that it makes; it never
    /// falls.
    /// </summary>
    public async Task<string> ReportTaintAsync(string level, string reason, CancellationToken cancellation = default) =>
        (await AskAsync((daemon, end) => daemon.TaintReportAsync(new TaintReportParams(level, reason), end), cancellation)
            .ConfigureAwait(false)).Taint;

    /// <summary>Takes back all that was granted. The agent may declare again.</summary>
    public Task EndSessionAsync(CancellationToken cancellation = default) =>
        AskAsync((daemon, end) => daemon.SessionEndAsync(end), cancellation);

    /// <summary>
    /// Each refusal from the first step on, as it happens, over a connection of its own: calls may go on meanwhile. It ends when
    /// it is cancelled, or throws <see cref="UnavailableException"/> when the daemon ends it.
    /// </summary>
    public async IAsyncEnumerable<AgentEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using RpcConnection connection = await WithinAsync(OpenAsync, cancellation).ConfigureAwait(false);
        await WithinAsync(connection.EventsAsync, cancellation).ConfigureAwait(false);
        while (true)
        {
            RpcNotification message = await connection.NextAsync(cancellation).ConfigureAwait(false);
            AgentEvent? told = message.Method switch
            {
                "denied" => new AgentEvent(RpcText.ParamsOf<DenialRecord>(message)),
                "lost" => new AgentEvent(null, RpcText.ParamsOf<LostEvents>(message).Count),
                _ => null,
            };
            if (told is not null)
            {
                yield return told;
            }
        }
    }

    /// <summary>
    /// Holds this process, and all others of its agent, to these words until the scope is disposed of; afterwards to those that
    /// held before. One may hold within another, but two that overlap would put back each other's words.
    /// </summary>
    public async Task<IntentScope> IntentAsync(string words, TimeSpan? ttl = null, CancellationToken cancellation = default)
    {
        SelfResult before = await StatusAsync(cancellation).ConfigureAwait(false);
        TimeSpan ends = IntentScope.Now + TimeSpan.FromMilliseconds(before.ExpiresInMs);
        PolicyResult policy = await DeclareAsync(words, ttl, cancellation).ConfigureAwait(false);
        return new IntentScope(this, policy, before.Goal, ends);
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    private static long? Milliseconds(TimeSpan? ttl) => (long?)ttl?.TotalMilliseconds;

    private Task<RpcConnection> OpenAsync(CancellationToken cancellation) => RpcConnection.ConnectAsync(_path, cancellation);

    private async Task<T> AskAsync<T>(Func<RpcConnection, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await WithinAsync(end => AskAsync(ask, mayBeOld: _connection is not null, end), cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    // A connection on which an answer may still come, or nonsense came, is of no use for the next call.
    private async Task<T> AskAsync<T>(
        Func<RpcConnection, CancellationToken, Task<T>> ask, bool mayBeOld, CancellationToken end)
    {
        RpcConnection connection = _connection ??= await OpenAsync(end).ConfigureAwait(false);
        try
        {
            return await ask(connection, end).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UnavailableException or ProtocolException or OperationCanceledException)
        {
            connection.Dispose();
            _connection = null;
            if (error is not UnsentException || !mayBeOld)
            {
                throw;
            }
        }

        return await AskAsync(ask, mayBeOld: false, end).ConfigureAwait(false);
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(_timeout);
        try
        {
            return await act(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new UnavailableException($"{_path}: no answer within {_timeout.TotalSeconds:0.###} s", error);
        }
    }
}
