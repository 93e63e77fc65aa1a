using System.Text.Json;
using Telos.Core.Audit;

namespace Telos.Daemon.Events;

/// <summary>
/// The audit log: one JSON record a line, appended, numbered on from where the last daemon stopped. At
/// <see cref="FileBytesMax"/> the file becomes audit.jsonl.1 and a new one begins.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private const long FileBytesMax = 64L << 20;

    private readonly long _fileBytesMax;
    private readonly Lock _lock = new();
    private readonly string _path;
    private FileStream _file;
    private long _lastId;
    private bool _torn;

    public AuditLog(string path)
        : this(path, FileBytesMax)
    {
    }

    internal AuditLog(string path, long fileBytesMax)
    {
        _fileBytesMax = fileBytesMax;
        _path = path;
        _lastId = ReadLastId(path);
        _file = Open(path);
        _torn = !EndsWithNewLine(path);
    }

    /// <summary>Null while every record was written; the gates do not wait for the log.</summary>
    public string? Fault { get; private set; }

    /// <summary>After each record, by whichever thread wrote it; written or lost.</summary>
    public event Action<AuditRecord>? Appended;

    /// <summary>
    /// Writes the record under the next number, which it returns. What cannot be written (a full disk) is lost and
    /// shows in <see cref="Fault"/>, and as a gap in the numbers.
    /// </summary>
    public long Append(AuditRecord record)
    {
        lock (_lock)
        {
            long id = ++_lastId;
            try
            {
                Write(record with { Id = id });
            }
            catch (IOException error)
            {
                Fault = $"record {id} could not be written to {_path}: {error.Message}";
            }

            record = record with { Id = id };
        }

        Appended?.Invoke(record);
        return record.Id;
    }

    public void Dispose() => _file.Dispose();

    private void Write(AuditRecord record)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord);
        if (_file.Length + line.Length >= _fileBytesMax)
        {
            TryRotate();
        }

        // One write a record: a reader of the file never sees half of one after it saw its end of line.
        byte[] terminated = _torn ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];
        _torn = true;
        _file.Write(terminated);
        _file.Flush();
        _torn = false;
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

    private static long ReadLastId(string path)
    {
        long last = 0;
        foreach (string file in (string[])[path + ".1", path])
        {
            foreach (AuditRecord record in AuditFile.Read(file))
            {
                last = Math.Max(last, record.Id);
            }
        }

        return last;
    }
}
