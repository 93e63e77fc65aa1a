using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Daemon.Domains;

/// <summary>
/// The index in use: the file, where there is one, or else what this program was built with. When another file takes its
/// place it is used from the next question on; one that cannot be used leaves the old one in use, and that is said.
/// </summary>
public sealed class DomainKnowledge : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Action<string> _note;
    private readonly Timer _timer;
    private volatile DomainIndex _index;
    private (DateTime Written, long Length) _seen;

    /// <param name="note">Told what became of a file, by any thread.</param>
    public DomainKnowledge(string path, Action<string> note)
    {
        _path = path;
        _note = note;
        _seen = Look();
        _index = TryOpen() ?? DomainList.Load();
        _timer = new Timer(_ => Refresh(), null, s_period, s_period);
    }

    public DomainIndex Index => _index;

    /// <summary>Looks whether there is another file, as is done every two seconds.</summary>
    public void Refresh()
    {
        lock (_timer)
        {
            (DateTime, long) now = Look();
            if (now != _seen)
            {
                _seen = now;
                _index = TryOpen() ?? _index;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private (DateTime Written, long Length) Look()
    {
        FileInfo file = new(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private DomainIndex? TryOpen()
    {
        if (_seen == default)
        {
            return null;
        }

        try
        {
            DomainIndex index = IndexFile.Open(_path);
            _note($"{_path}: {index.Count} names are known now");
            return index;
        }
        catch (DomainStoreException error)
        {
            _note($"{error.Message}; what was known before stays known");
            return null;
        }
    }
}
