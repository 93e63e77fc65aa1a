using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Telos.Client.Tests;

/// <summary>A socket that greets and answers as it is told, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IDisposable
{
    public const string Greeting = """{"telos":1}""";

    /// <summary>Instead of an answer: the connection ends.</summary>
    public const string Ends = "";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("telos-client");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _answers;
    private readonly ConcurrentBag<Socket> _connections = [];
    private readonly string _greeting;

    /// <param name="answers">One for each request, whoever asks; ID in it is the request's.</param>
    public ScriptedServer(string greeting, params string[] answers)
    {
        _greeting = greeting;
        _answers = new ConcurrentQueue<string>(answers);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Path => System.IO.Path.Combine(_directory.FullName, "s");

    /// <summary>Each request's method and params.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public int Connections => _connections.Count;

    /// <summary>As the daemon does after a minute's silence.</summary>
    public void EndConnections()
    {
        foreach (Socket connection in _connections)
        {
            connection.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        EndConnections();
        _directory.Delete(recursive: true);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.Accept();
                _connections.Add(connection);
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket connection)
    {
        try
        {
            using NetworkStream stream = new(connection);
            using StreamReader reader = new(stream);
            using StreamWriter writer = new(stream) { AutoFlush = true, NewLine = "\n" };
            writer.WriteLine(_greeting);
            while (reader.ReadLine() is string line)
            {
                using JsonDocument request = JsonDocument.Parse(line);
                JsonElement root = request.RootElement;
                Asked.Enqueue(root.GetProperty("method").GetString()
                    + (root.TryGetProperty("params", out JsonElement given) ? " " + given.GetRawText() : ""));
                if (_answers.TryDequeue(out string? answer) && answer == Ends)
                {
                    connection.Dispose();
                    return;
                }

                if (answer is not null)
                {
                    writer.WriteLine(answer.Replace("ID", root.GetProperty("id").GetRawText(), StringComparison.Ordinal));
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The client is gone, or the test is over.
        }
    }
}
