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

    private RecordTail(string path, List<AuditRecord> first, long lastId)
    {
        _path = path;
        _first = first;
        _lastId = lastId;
    }

    /// <summary>From the latest ones on, so many of which the first <see cref="Take"/> has.</summary>
    public static RecordTail OfLatest(string path, int count)
    {
        List<AuditRecord> latest = AuditReading.Find(new AuditFilter(), count);
        return new RecordTail(path, latest, latest.Count == 0 ? 0 : latest[^1].Id);
    }

    /// <summary>From what follows a record on.</summary>
    public static RecordTail After(string path, long id) => new(path, [], id);

    /// <summary>What was written since the last time, oldest first.</summary>
    public List<AuditRecord> Take()
    {
        List<AuditRecord> taken = [.. _first];
        _first.Clear();
        _file ??= TryOpen();
        if (_file is not null)
        {
            ReadOn(taken);
            if (WasReplaced(_file))
            {
                _file.Dispose();
                _lines = new PieceLines();
                _file = TryOpen();
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

    private FileStream? TryOpen() => File.Exists(_path)
        ? new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
        : null;
}
