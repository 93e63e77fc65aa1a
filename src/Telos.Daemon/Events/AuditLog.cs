using Microsoft.Win32.SafeHandles;
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

    /// <summary>From so many bytes on, lines are written before others are added to them.</summary>
    private const int GatheredBytesMax = 64 << 10;

    private readonly long _fileBytesMax;
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly AuditLines _lines = new();
    private byte[] _hash = AuditChain.Start;
    private FileStream _file;
    private SafeFileHandle _handle;
    private long _end;
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
        (_handle, _end) = (_file.SafeFileHandle, _file.Length);
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

    /// <summary>The same after each batch of events, which is used again afterwards.</summary>
    public event Action<EventBatch>? EventsAppended;

    /// <summary>From now on, until this is no more.</summary>
    public void Tell(Action<AuditRecord> record, Action<EventBatch> batch)
    {
        Appended += record;
        EventsAppended += batch;
    }

    /// <summary>
    /// Writes the record under the next number, which it returns. What cannot be written (a full disk) is lost, counted, shows in
    /// <see cref="Fault"/>, and the next record that can be written tells which numbers they were.
    /// </summary>
    public long Append(AuditRecord record)
    {
        lock (_lock)
        {
            TellLost(record.Time);
            record = record with { Id = ++_lastId };
            _lines.Add(record);
            WriteLines();
        }

        Appended?.Invoke(record);
        return record.Id;
    }

    /// <summary>The same of each event of the batch, with one write for many.</summary>
    public void Append(EventBatch batch)
    {
        lock (_lock)
        {
            if (_lostId != 0)
            {
                TellLost(AuditTime.Of(batch[0].Time));
            }

            for (int i = 0; i < batch.Count; i++)
            {
                batch.Number(i, ++_lastId);
                _lines.Add(batch, i);
                if (_lines.Text.Length >= GatheredBytesMax)
                {
                    WriteLines();
                }
            }

            WriteLines();
        }

        EventsAppended?.Invoke(batch);
    }

    /// <summary>Returns when the disk has all that was appended before. Nobody who appends waits for it.</summary>
    public void Sync()
    {
        SafeFileHandle file;
        lock (_lock)
        {
            file = _handle;
        }

        try
        {
            RandomAccess.FlushToDisk(file);
        }
        catch (ObjectDisposedException)
        {
            // Whoever began the next file saw to it.
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
    }

    private void GoOnFrom(byte[]? line, AuditMark? stored)
    {
        if (line is not null && AuditFile.TryParse(line, out AuditRecord? record))
        {
            _lastId = record!.Id;
            _hash = AuditChain.HashOf(line);
        }

        if (stored?.Id > _lastId)
        {
            _lastId = stored.Id;
            stored.Hash.CopyTo(_hash, 0);
        }

        _lines.Clear(_hash);
    }

    private void TellLost(string time)
    {
        if (_lostId == 0)
        {
            return;
        }

        long first = _lostId;
        AuditRecord told = new(
            _lastId + 1, time, LostRecords.Action, 0, (uint)Environment.ProcessId, 0, 0, "", "none", "ALLOW", "none", "CLEAN",
            LostRecords.Subject(first, _lastId, Fault ?? ""));
        _lines.Add(told);
        if (TryWriteLines(_lastId + 1) == 1)
        {
            _lastId++;
            _lostId = 0;
        }

        _lines.Clear(_hash);
    }

    // The last of the lines has the last number. Which of them are not written is counted, and told by a later record.
    private void WriteLines()
    {
        int count = _lines.Count;
        long first = _lastId - count + 1;

        // Nothing goes in before what tells of the lost ones: a full disk takes a short record where a long one does not fit.
        int written = _lostId == 0 ? TryWriteLines(first) : 0;
        if (written < count)
        {
            Interlocked.Add(ref _lost, count - written);
            _lostId = _lostId == 0 ? first + written : _lostId;
        }

        _lines.Clear(_hash);
    }

    // Returns how many of the lines are in the file. It is one write: a reader of the file that saw an end of line has seen
    // all of that line.
    private int TryWriteLines(long first)
    {
        int length = _lines.Text.Length;
        if (_end + length >= _fileBytesMax && (_formerId <= StoredId || _end + length >= WaitFactor * _fileBytesMax))
        {
            TryRotate(first - 1);
        }

        ReadOnlySpan<byte> text = _torn ? _lines.TextOnANewLine : _lines.Text;
        try
        {
            RandomAccess.Write(_handle, text, _end);
            _lines.Hash.CopyTo(_hash);
            _end += text.Length;
            _torn = false;
            return _lines.Count;
        }
        catch (IOException error)
        {
            int written = KeepWhole(text.Length - length);
            Fault = $"record {first + written} could not be written to {_path}: {error.Message}";
            return written;
        }
    }

    // A disk that became full took a part of what was to be written.
    private int KeepWhole(int newLineBytes)
    {
        long taken = Math.Max(0, RandomAccess.GetLength(_handle) - _end);
        (int count, int bytes) = _lines.WholeIn(taken - newLineBytes);
        if (count > 0)
        {
            _hash = _lines.HashOfLast(count);
        }

        _end += taken;
        _torn = taken == 0 ? _torn : taken != newLineBytes + bytes;
        return count;
    }

    // Only with a new file is the old one let go: a file too long is better than records lost, and the next record
    // tries again. It finds the file moved already when all that failed was the opening.
    private void TryRotate(long lastId)
    {
        FileStream filled = _file;
        try
        {
            if (File.Exists(_path))
            {
                File.Move(_path, _path + ".1", overwrite: true);
            }

            _file = Open(_path);
            (_handle, _end) = (_file.SafeFileHandle, _file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fault = $"{_path} is full and no new one could be begun: {error.Message}";
            return;
        }

        _torn = false;
        _formerId = lastId;
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
