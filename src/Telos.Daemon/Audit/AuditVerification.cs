using System.Globalization;
using Telos.Core.Audit;
using Telos.Daemon.Events;

namespace Telos.Daemon.Audit;

/// <summary>
/// Whether the log is as it was written: each record sealed to the one before, none missing that the log itself does not say
/// was lost, the store and the files the same, and both ends of the store signed by the key. What was written after the last
/// signature and is taken off the end does not show.
/// </summary>
public sealed class AuditVerification
{
    private const int FaultsMax = 20;

    private readonly byte[] _hash = AuditChain.Start;
    private readonly List<string> _faults = [];
    private long _count;
    private long _first;
    private long _last;
    private long _lost;
    private long _unsealed;
    private bool _isAnchored;

    private AuditVerification()
    {
    }

    /// <summary>This machine's, beside the daemon or without it.</summary>
    /// <param name="keyPath">The public key that was kept elsewhere; null: this machine's own.</param>
    /// <exception cref="DaemonException">It cannot be read.</exception>
    public static AuditFindings Verify(string? keyPath) => Verify(keyPath is null
        ? AuditPaths.OfThisMachine
        : AuditPaths.OfThisMachine with { PublicKey = keyPath });

    internal static AuditFindings Verify(AuditPaths paths)
    {
        AuditVerification look = new();
        using AuditStore? store = AuditStore.TryOpenToRead(paths.Store);
        using IDisposable? moment = store?.Snapshot();
        AuditMark? head = null;
        if (store is null)
        {
            look.Add($"{paths.Store} is not there: it has all but the latest records");
        }
        else
        {
            head = look.LookAtStore(store, paths.PublicKey);
        }

        look.LookAtFiles(paths.Log, store);
        return new AuditFindings(
            look._count, look._first, look._last, head?.Id, head?.Time, look._lost, look._unsealed, [.. look._faults]);
    }

    private AuditMark? LookAtStore(AuditStore store, string keyPath)
    {
        using AuditKey key = AuditKey.Load(keyPath);
        AuditMark? head = Signed(store, key, AuditMark.Head);
        if (Signed(store, key, AuditMark.Dropped) is AuditMark dropped)
        {
            _last = dropped.Id;
            _isAnchored = true;
            dropped.Hash.CopyTo(_hash, 0);
        }

        bool isHeadSeen = head is null;
        store.ForEach(row =>
        {
            if (!AuditFile.TryParse(row.Line, out AuditRecord? record) || !row.IsOf(record!))
            {
                Add($"record {row.Id} is not what its line says");
                return;
            }

            Take(record!, row.Line);
            isHeadSeen |= head?.Id == record!.Id && _hash.AsSpan().SequenceEqual(head.Hash);
        });
        if (!isHeadSeen)
        {
            Add(Invariant($"record {head!.Id}, which was signed at {head.Time}, is not there: the end of the log was taken off"));
        }

        return head;
    }

    private AuditMark? Signed(AuditStore store, AuditKey key, string name)
    {
        AuditMark? mark = store.Mark(name);
        if (mark is not null && !key.Verify(mark))
        {
            Add(Invariant($"the signature of record {mark.Id} ({name}) is not this key's"));
        }
        else if (mark is null && name == AuditMark.Head)
        {
            Add("nothing is signed");
        }

        return mark;
    }

    // What the store has already is there a second time, and has to be the same.
    private void LookAtFiles(string path, AuditStore? store)
    {
        long stored = store is null ? 0 : _last;
        foreach (byte[] line in AuditFile.ReadLines(path + ".1").Concat(AuditFile.ReadLines(path)))
        {
            if (!AuditFile.TryParse(line, out AuditRecord? record))
            {
                continue;
            }

            if (record!.Id > stored)
            {
                Take(record, line);
            }
            else if (store!.Line(record.Id) is byte[] known && !known.AsSpan().SequenceEqual(line))
            {
                Add(Invariant($"record {record.Id} is another in {Path.GetFileName(path)} than in the store"));
            }
        }
    }

    private void Take(AuditRecord record, byte[] line)
    {
        bool isFirst = _count == 0 && !_isAnchored;
        if (!isFirst && record.Id != _last + 1)
        {
            Account(record);
        }

        byte[] own = AuditChain.HashOf(line);
        if (own.AsSpan().SequenceEqual(AuditChain.Start))
        {
            _unsealed++;
            if (_hash.AsSpan().ContainsAnyExcept((byte)0))
            {
                Add(Invariant($"record {record.Id} has no seal, and the one before it has"));
            }
        }
        else if (!AuditChain.Follows(line, _hash) && !(isFirst && record.Id > 1))
        {
            Add(Invariant($"record {record.Id} was changed, or what was before it"));
        }

        own.CopyTo(_hash, 0);
        _first = _first == 0 ? record.Id : _first;
        _last = record.Id;
        _count++;
    }

    private void Account(AuditRecord record)
    {
        if (record.Id <= _last)
        {
            Add(Invariant($"record {record.Id} comes after record {_last}"));
        }
        else if (LostRecords.Covers(record, _last + 1, record.Id - 1))
        {
            _lost += record.Id - 1 - _last;
        }
        else
        {
            Add(record.Id == _last + 2
                ? Invariant($"record {_last + 1} is missing")
                : Invariant($"records {_last + 1} to {record.Id - 1} are missing"));
        }
    }

    private void Add(string fault)
    {
        if (_faults.Count < FaultsMax)
        {
            _faults.Add(fault);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
