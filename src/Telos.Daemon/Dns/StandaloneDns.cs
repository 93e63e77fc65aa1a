using System.Net;
using System.Runtime.InteropServices;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Daemon.Domains;

namespace Telos.Daemon.Dns;

/// <summary>The dataplane without the kernel part, as <c>telos dns</c> runs it on any machine.</summary>
public sealed class StandaloneDns
{
    /// <summary>Enough for what one machine asks; an answer has 200 octets or so.</summary>
    private const int BytesPerEntry = 512;

    private readonly StandaloneDnsOptions _options;
    private readonly IPEndPoint[] _listeners;
    private readonly UpstreamAddress[] _upstreams;

    /// <exception cref="DaemonException">An address is none.</exception>
    public StandaloneDns(StandaloneDnsOptions options)
    {
        _options = options;
        _listeners = [.. options.Listen.Select(EndPointText.ParseListener)];
        _upstreams = [.. options.Upstreams.Select(EndPointText.ParseUpstream)];
    }

    /// <summary>
    /// Serves until SIGTERM or SIGINT. The list of denied names is read again on SIGHUP; one that cannot be used leaves the
    /// old one in force.
    /// </summary>
    /// <param name="ready">Called with each address, with its port, when it is served.</param>
    /// <param name="note">Called with a line about the list.</param>
    /// <exception cref="DaemonException">The list cannot be used, or an address cannot be had.</exception>
    /// <exception cref="Linux.LinuxException">An address cannot be had.</exception>
    public void Run(Action<IPEndPoint> ready, Action<string> note)
    {
        DeniedNames? denied = _options.DenyFile is null ? null : new DeniedNames(ReadDenied(_options.DenyFile, note));
        using DomainKnowledge? domains = _options.Judge ? new DomainKnowledge(_options.IndexFile, note) : null;
        DnsWorkerOptions workerOptions = new()
        {
            Domains = domains,
            JudgesAll = true,
            Upstreams = _upstreams,
            Cache = _options.CacheEntries == 0 ? null : CacheOptions(_options.CacheEntries / _options.Threads),
            Denied = denied,
            DenyAll = _options.DenyAll,
        };
        using DnsServer server = new(workerOptions, _options.Threads);
        IPEndPoint[] served = [.. _listeners.Select(server.Listen)];
        using ManualResetEventSlim stopped = new();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration? again = denied is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reread);
        server.Start();
        foreach (IPEndPoint endPoint in served)
        {
            ready(endPoint);
        }

        stopped.Wait();

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.Set();
        }

        void Reread(PosixSignalContext context)
        {
            context.Cancel = true;
            lock (denied!)
            {
                Replace(denied, _options.DenyFile!, note);
            }
        }
    }

    private static void Replace(DeniedNames denied, string path, Action<string> note)
    {
        try
        {
            NameSet names = ReadDenied(path, note);
            denied.Replace(names);
            note($"{path}: {names.Count} names are denied now");
        }
        catch (DaemonException error)
        {
            note($"{error.Message}; the names before it stay denied");
        }
    }

    private static ResponseCacheOptions CacheOptions(int entries) => new()
    {
        Entries = Math.Max(entries, ResponseCacheOptions.EntriesMin),
        Bytes = (int)Math.Clamp((long)entries * BytesPerEntry, ResponseCacheOptions.BytesMin, ResponseCacheOptions.BytesMax),
    };

    private static NameSet ReadDenied(string path, Action<string> note)
    {
        NameSet names;
        try
        {
            using FileStream stream = File.OpenRead(path);
            names = NameSet.Read(stream, HashKey.Random());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DaemonException($"{path} cannot be read: {WhyUnread(error)}", error);
        }

        if (names.BadLines == 0)
        {
            return names;
        }

        string fault = $"{path}: {names.BadLines} lines are no names, the first is line {names.FirstBadLine} "
            + $"({names.FirstBadStatus})";
        if (names.Count == 0)
        {
            throw new DaemonException(fault);
        }

        note(fault);
        return names;
    }

    // The binary carries the keys of the runtime's messages, not their text.
    private static string WhyUnread(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a directory, or not this user's to read",
        NotSupportedException => "it is not a regular file",
        _ => error.Message,
    };
}
