using System.Text.Json;
using Telos.Core.Audit;
using Telos.Daemon.Audit;

namespace Telos.Daemon.Events;

/// <summary>
/// The audit log: one JSON record a line, appended, numbered and sealed on (<see cref="AuditChain"/>) from where the last
/// daemon stopped. At <see cref="FileBytesMax"/> the file becomes audit.jsonl.1 and a new one begins.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    /// <summary>What <see cref="StoredId"/> is without a store.</summary>
    public const long AllStored = long.MaxValue;

    private const long FileBytesMax = 64L << 20;

    /// <summary>So many times as long may a file become while the one before it is not stored.</summary>
    private const int WaitFactor = 4;

    private readonly long _fileBytesMax;
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly byte[] _hash = AuditChain.Start;
    private FileStream _file;
    private long _lastId;
    private long _formerId;
    private long _storedId;
    private long _lostId;
    private long _lost;
    private int _files;
    private bool _torn;

    /// <param name="stored">The latest record that the store has, which the files may have lost with the power.</param>
    public AuditLog(string path, AuditMark? stored = null)
        : this(path, FileBytesMax, stored)
    {
    }

    internal AuditLog(string path, long fileBytesMax, AuditMark? stored = null)
    {
        _fileBytesMax = fileBytesMax;
        _path = path;
        _storedId = stored?.Id ?? AllStored;
        byte[]? former = AuditFile.LastRecord(path + ".1");
        _formerId = former is not null && AuditFile.TryParse(former, out AuditRecord? last) ? last!.Id : 0;
        GoOnFrom(AuditFile.LastRecord(path) ?? former, stored);
        _file = Open(path);
        _torn = !EndsWithNewLine(path);
    }

    /// <summary>Null while every record was written; the gates do not wait for the log.</summary>
    public string? Fault { get; private set; }

    /// <summary>Records that could not be written.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Of the latest record.</summary>
    public long LastId
    {
        get
        {
            lock (_lock)
            {
                return _lastId;
            }
        }
    }

    /// <summary>Up to which record the store has them: a file of which it lacks some is kept.</summary>
    public long StoredId
    {
        get => Interlocked.Read(ref _storedId);
        set => Interlocked.Exchange(ref _storedId, value);
    }

    /// <summary>How often a new file was begun.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>After each record, by whichever thread wrote it; written or lost.</summary>
    public event Action<AuditRecord>? Appended;

    /// <summary>
    /// Writes the record under the next number, which it returns. What cannot be written (a full disk) is lost, counted, shows in
    /// <see cref="Fault"/>, and the next record that can be written tells which numbers they were.
    /// </summary>
    public long Append(AuditRecord record)
    {
        lock (_lock)
        {
            bool isTold = TryTellLost(record.Time);
            record = record with { Id = ++_lastId };
            if (!isTold || !TryWrite(record))
            {
                Lose(record.Id);
            }
        }

        Appended?.Invoke(record);
        return record.Id;
    }

    /// <summary>Returns when the disk has all that was appended before. Nobody who appends waits for it.</summary>
    public void Sync()
    {
        FileStream file;
        lock (_lock)
        {
            file = _file;
        }

        try
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
        catch (ObjectDisposedException)
        {
            // Whoever began the next file saw to it.
        }
    }

    public void Dispose() => _file.Dispose();

    private void GoOnFrom(byte[]? line, AuditMark? stored)
    {
        if (line is not null && AuditFile.TryParse(line, out AuditRecord? record))
        {
            _lastId = record!.Id;
            AuditChain.HashOf(line).CopyTo(_hash, 0);
        }

        if (stored?.Id > _lastId)
        {
            _lastId = stored.Id;
            stored.Hash.CopyTo(_hash, 0);
        }
    }

    // False: there is no room for it yet, and so for nothing that would have to come after it.
    private bool TryTellLost(string time)
    {
        if (_lostId == 0)
        {
            return true;
        }

        long first = _lostId;
        AuditRecord told = new(
            _lastId + 1, time, LostRecords.Action, 0, (uint)Environment.ProcessId, 0, 0, "", "none", "ALLOW", "none", "CLEAN",
            LostRecords.Subject(first, _lastId, Fault ?? ""));
        if (!TryWrite(told))
        {
            return false;
        }

        _lastId++;
        _lostId = 0;
        return true;
    }

    private void Lose(long id)
    {
        Interlocked.Increment(ref _lost);
        _lostId = _lostId == 0 ? id : _lostId;
    }

    private bool TryWrite(AuditRecord record)
    {
        try
        {
            Write(record);
            return true;
        }
        catch (IOException error)
        {
            Fault = $"record {record.Id} could not be written to {_path}: {error.Message}";
            return false;
        }
    }

    private void Write(AuditRecord record)
    {
        Span<byte> hash = stackalloc byte[AuditChain.HashBytes];
        _hash.CopyTo(hash);
        byte[] line = AuditChain.Seal(JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord), hash);
        long length = _file.Length + line.Length;
        if (length >= _fileBytesMax && (_formerId <= StoredId || length >= WaitFactor * _fileBytesMax))
        {
            TryRotate();
        }

        // One write a record: a reader of the file never sees half of one after it saw its end of line.
        byte[] terminated = _torn ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];
        _torn = true;
        if (WriteWhatFits(terminated) == terminated.Length)
        {
            _torn = false;
        }

        hash.CopyTo(_hash);
    }

    // A part of a record stays where it is, since a reader may have it already; FileStream would write over it. A record that
    // lacks nothing but its end of line is one: the next line begins with that.
    private int WriteWhatFits(byte[] terminated)
    {
        long before = _file.Length;
        try
        {
            _file.Write(terminated);
            _file.Flush();
            return terminated.Length;
        }
        catch (IOException)
        {
            int written = (int)(_file.Seek(0, SeekOrigin.End) - before);
            if (written >= terminated.Length - 1)
            {
                return written;
            }

            throw;
        }
    }

    // Only with a new file is the old one let go: a file too long is better than records lost, and the next record
    // tries again. It finds the file moved already when all that failed was the opening.
    private void TryRotate()
    {
        FileStream filled = _file;
        try
        {
            if (File.Exists(_path))
            {
                File.Move(_path, _path + ".1", overwrite: true);
            }

            _file = Open(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fault = $"{_path} is full and no new one could be begun: {error.Message}";
            return;
        }

        _torn = false;
        _formerId = _lastId;
        Interlocked.Increment(ref _files);
        filled.Flush(flushToDisk: true);
        filled.Dispose();
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        BufferSize = 0,
    });

    // A crash or a full disk may have torn the last line; what is appended must not become part of it.
    private static bool EndsWithNewLine(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
