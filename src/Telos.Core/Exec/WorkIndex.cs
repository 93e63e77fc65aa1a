using System.Collections.Frozen;
using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>
/// Which programs' work the words of a stretch of text speak of: each term whose groups all have a word in it. Not to be
/// used by two threads at once.
/// </summary>
public sealed class WorkIndex
{
    private static readonly (ProgramRow Row, ProgramTerm Term)[] s_terms =
        [.. ProgramTable.Rows.SelectMany(row => row.Terms.Select(term => (row, term)))];

    private static readonly FrozenDictionary<string, (int Term, int Group)[]> s_places = Places();

    [ThreadStatic]
    private static WorkIndex? t_own;

    private readonly byte[] _found = new byte[s_terms.Length];
    private readonly string[] _words = new string[s_terms.Length * ProgramTerm.GroupsMax];
    private readonly List<int> _touched = [];
    private readonly List<int> _whole = [];

    private WorkIndex()
    {
    }

    /// <summary>This thread's: its tables of what was found are too large to be made for each text.</summary>
    public static WorkIndex Own => t_own ??= new WorkIndex();

    /// <summary>Adds what is found to <paramref name="matches"/>, in the order of the table.</summary>
    public void Find(ReadOnlySpan<WorkKey> keys, List<WorkMatch> matches)
    {
        foreach (WorkKey key in keys)
        {
            int last = -1;
            foreach ((int term, int group) in s_places.GetValueOrDefault(key.Key) ?? [])
            {
                if (_found[term] == 0)
                {
                    _touched.Add(term);
                }

                // A word fills one group alone, so that "from ... to" needs both; the first word of a group stands for it.
                if (term != last && (_found[term] & (1 << group)) == 0)
                {
                    last = term;
                    _found[term] |= (byte)(1 << group);
                    _words[(term * ProgramTerm.GroupsMax) + group] = key.Word;
                }
            }
        }

        // Few of those that a word is in are said as a whole.
        foreach (int term in _touched)
        {
            if (_found[term] == (1 << s_terms[term].Term.Groups.Length) - 1)
            {
                _whole.Add(term);
            }

            _found[term] = 0;
        }

        _touched.Clear();
        _whole.Sort();
        foreach (int term in _whole)
        {
            (ProgramRow row, ProgramTerm words) = s_terms[term];
            string[] said = [.. _words.AsSpan(term * ProgramTerm.GroupsMax, words.Groups.Length)];
            matches.Add(new WorkMatch(row, term, words.Groups.Length, said, words.IsElse));
        }

        _whole.Clear();
    }

    private static FrozenDictionary<string, (int Term, int Group)[]> Places()
    {
        Dictionary<string, List<(int, int)>> places = new(StringComparer.Ordinal);
        for (int term = 0; term < s_terms.Length; term++)
        {
            for (int group = 0; group < s_terms[term].Term.Groups.Length; group++)
            {
                foreach (string key in s_terms[term].Term.Groups[group])
                {
                    if (!places.TryGetValue(key, out List<(int, int)>? found))
                    {
                        places.Add(key, found = []);
                    }

                    found.Add((term, group));
                }
            }
        }

        return places.ToFrozenDictionary(place => place.Key, place => place.Value.ToArray(), StringComparer.Ordinal);
    }
}
