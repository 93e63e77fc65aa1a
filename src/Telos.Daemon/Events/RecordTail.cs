using Telos.Core.Audit;
using Telos.Daemon.Audit;

namespace Telos.Daemon.Events;

/// <summary>The log's records as they are written, over the change from one file to the next. Each is read once.</summary>
public sealed class RecordTail : IDisposable
{
    private readonly string _path;
    private readonly List<AuditRecord> _first;
    private PieceLines _lines = new();
    private FileStream? _file;
    private long _lastId;

    private RecordTail(string path, FileStream? file, List<AuditRecord> first, long lastId)
    {
        _path = path;
        _file = file;
        _first = first;
        _lastId = lastId;
    }

    /// <summary>From the latest ones on, so many of which the first <see cref="Take"/> has.</summary>
    public static RecordTail OfLatest(string path, int count)
    {
        // Opened before: what is written between the two is in the one or in the other.
        FileStream? file = TryOpen(path);
        List<AuditRecord> latest = AuditReading.Find(new AuditFilter(), count);
        return new RecordTail(path, file, latest, latest.Count == 0 ? 0 : latest[^1].Id);
    }

    /// <summary>From what follows a record on.</summary>
    public static RecordTail After(string path, long id) => new(path, TryOpen(path), [], id);

    /// <summary>What was written since the last time, oldest first.</summary>
    public List<AuditRecord> Take()
    {
        List<AuditRecord> taken = [.. _first];
        _first.Clear();
        _file ??= TryOpen(_path);
        if (_file is not null)
        {
            // Seen before it is read: what a file that is not the last one has was written by then.
            bool wasReplaced = WasReplaced(_file);
            ReadOn(taken);
            if (wasReplaced)
            {
                _file.Dispose();
                _lines = new PieceLines();
                _file = TryOpen(_path);
                ReadOn(taken);
            }
        }

        return taken;
    }

    public void Dispose() => _file?.Dispose();

    private void ReadOn(List<AuditRecord> taken)
    {
        if (_file is null)
        {
            return;
        }

        do
        {
            while (_lines.TryTake(out byte[] line))
            {
                if (AuditFile.TryParse(line, out AuditRecord? record) && record!.Id > _lastId)
                {
                    taken.Add(record);
                    _lastId = record.Id;
                }
            }
        }
        while (_lines.Fill(_file));
    }

    // A new file is shorter than the one that it follows, of which nothing is left to read.
    private bool WasReplaced(FileStream file)
    {
        FileInfo now = new(_path);
        return now.Exists && now.Length < file.Position;
    }

    private static FileStream? TryOpen(string path) => File.Exists(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
        : null;
}
