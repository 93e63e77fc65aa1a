using Telos.Daemon.Events;

namespace Telos.Daemon.Audit;

/// <summary>The records of the log's files after a number, in their order, over the change from one file to the next.</summary>
internal sealed class JournalTail(AuditLog log, string path, long after) : IDisposable
{
    private PieceLines _lines = new();
    private FileStream? _file;
    private int _opened;

    /// <summary>The number of the last record that was taken.</summary>
    public long LastId { get; private set; } = after;

    /// <summary>As many as there are by now, up to a number.</summary>
    public List<AuditLine> Take(int max)
    {
        List<AuditLine> taken = [];
        if (_file is null)
        {
            OpenFirst();
        }

        while (taken.Count < max)
        {
            // What a file that is not the last one has was written before this.
            int files = log.Files;
            if (TakeFrom(_file, taken, max) || files == _opened)
            {
                break;
            }

            Open(path, files);
        }

        return taken;
    }

    public void Dispose() => _file?.Dispose();

    // The file before the last one may have some that were not stored.
    private void OpenFirst()
    {
        int files = log.Files;
        Open(File.Exists(path + ".1") ? path + ".1" : path, File.Exists(path + ".1") ? files - 1 : files);
    }

    private void Open(string name, int number)
    {
        _file?.Dispose();
        _file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _lines = new PieceLines();
        _opened = number;
    }

    // True: there may be more in it.
    private bool TakeFrom(FileStream? file, List<AuditLine> taken, int max)
    {
        do
        {
            while (_lines.TryTake(out byte[] text))
            {
                if (AuditFile.TryParse(text, out Core.Audit.AuditRecord? record) && record!.Id > LastId)
                {
                    taken.Add(new AuditLine(record, text));
                    LastId = record.Id;
                }

                if (taken.Count == max)
                {
                    return true;
                }
            }
        }
        while (_lines.Fill(file!));
        return false;
    }
}
