using System.Buffers;
using System.Collections.Immutable;
using Telos.Core.Exec;
using Telos.Core.Policy;

namespace Telos.Core.Intent;

/// <summary>Recognises verbs, programs, hosts and paths among the tokens of one clause.</summary>
internal sealed class ClauseReader
{
    private const Verbs Writing = Verbs.Write | Verbs.Create | Verbs.Delete | Verbs.Permit;
    private const Verbs Placing = Verbs.Copy | Verbs.Move | Verbs.Write | Verbs.Fetch | Verbs.Get
        | Verbs.Compress | Verbs.Extract | Verbs.Create | Verbs.Clone | Verbs.Install | Verbs.Build;

    /// <summary>What may be said of the things that are meant without any of it being done.</summary>
    private const Verbs Telling = Verbs.Read | Verbs.Search | Verbs.Find | Verbs.List | Verbs.Count | Verbs.Sort
        | Verbs.Compare | Verbs.Check;

    private static readonly SearchValues<char> s_commandCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._+-");

    private readonly IReadOnlyList<IntentToken> _tokens;
    private readonly bool[] _negated;
    private readonly bool[] _narrows;
    private readonly ImmutableArray<VerbMention>.Builder _verbs = ImmutableArray.CreateBuilder<VerbMention>();
    private readonly ImmutableArray<ProgramMention>.Builder _programs =
        ImmutableArray.CreateBuilder<ProgramMention>();
    private readonly ImmutableArray<HostMention>.Builder _hosts = ImmutableArray.CreateBuilder<HostMention>();
    private readonly ImmutableArray<PathMention>.Builder _paths = ImmutableArray.CreateBuilder<PathMention>();
    private readonly ImmutableArray<WorkKey>.Builder _keys = ImmutableArray.CreateBuilder<WorkKey>();
    private Verbs _kinds;
    private bool _rulesOutNetwork;

    private ClauseReader(IReadOnlyList<IntentToken> tokens, bool[] negated, bool[] narrows)
    {
        _tokens = tokens;
        _negated = negated;
        _narrows = narrows;
    }

    public static IntentClause Read(IReadOnlyList<IntentToken> tokens, bool[] negated, bool[] narrows)
    {
        var reader = new ClauseReader(tokens, negated, narrows);
        reader.ReadVerbs();
        for (int i = 0; i < tokens.Count; i++)
        {
            reader.ReadToken(i);
            reader.ReadKeys(i);
        }

        return new IntentClause([.. tokens.Select(t => t.Word)], reader._verbs.ToImmutable(),
            reader._programs.ToImmutable(), reader.HostsWithPorts(), reader._paths.ToImmutable(),
            reader._keys.ToImmutable(), reader._rulesOutNetwork);
    }

    /// <summary>Whether a token is a thing to be granted, not a verb; a negation passes over "and" to
    /// those.</summary>
    public static bool IsObject(IntentToken token) => token.Kind switch
    {
        TokenKind.Word => ProgramTable.Find(token.Word) is { } row
                ? !row.Is(ProgramTraits.EnglishWord) || VerbTable.Find(token.Word) == Verbs.None
                : VerbTable.Find(token.Word) == Verbs.None,
        _ => true,
    };

    private string WordAt(int index) =>
        index >= 0 && index < _tokens.Count && _tokens[index].Kind == TokenKind.Word
            ? _tokens[index].Word
            : "";

    private void ReadVerbs()
    {
        for (int i = 0; i < _tokens.Count; i++)
        {
            var kind = VerbTable.Find(WordAt(i));
            if (kind == Verbs.None || (WordSets.Determiners.Contains(WordAt(i - 1)) && WordAt(i - 1) != "no")
                || IsParticiple(i))
            {
                continue;
            }

            _verbs.Add(new VerbMention(WordAt(i), kind, _negated[i]));
            _kinds |= _negated[i] ? Verbs.None : kind;
            if (!_negated[i])
            {
                _keys.Add(new WorkKey(WorkWords.KeyOf(kind), WordAt(i)));
            }
        }
    }

    // "the files modified last week" orders no change; "the files are to be deleted" does.
    private bool IsParticiple(int i) => i > 0 && WordAt(i).EndsWith("ed", StringComparison.Ordinal)
        && !VerbTable.IsBaseForm(WordAt(i)) && WordAt(i - 1) is not ("be" or "is" or "are" or "get" or "gets" or "being");

    private void ReadToken(int i)
    {
        var token = _tokens[i];
        switch (token.Kind)
        {
            case TokenKind.Word:
                ReadWord(i);
                break;
            case TokenKind.Host or TokenKind.Address or TokenKind.Url:
                _hosts.Add(HostText.Read(token) with { Negated = _negated[i], Exclusive = IsExclusive(i) });
                break;
            case TokenKind.Remote when NamesRemoteProgram():
                _hosts.Add(HostText.Read(token) with { Negated = _negated[i] });
                break;
            case TokenKind.Path or TokenKind.File:
                ReadPath(i);
                break;
        }
    }

    private void ReadKeys(int i)
    {
        if (_negated[i] && !(_narrows[i] && (VerbTable.Find(WordAt(i)) & ~Telling) == Verbs.None
            && !WordSets.NetworkNouns.Contains(WordAt(i))))
        {
            return;
        }

        string word = _tokens[i].Word;
        string key = _tokens[i].Kind switch
        {
            TokenKind.Word => WordStem.Of(word),
            TokenKind.Number => "@number",
            TokenKind.Quoted => "@quoted",
            TokenKind.Host or TokenKind.Address or TokenKind.Url => "@host",
            TokenKind.Path => "@path",
            TokenKind.File => "@file",
            _ => "",
        };
        if (key.Length == 0)
        {
            return;
        }

        _keys.Add(new WorkKey(key, word));
        if (key == "@host")
        {
            return;
        }

        if (PathText.HasGlob(word))
        {
            _keys.Add(new WorkKey("@glob", word));
        }

        if (TokenShape.EndingOf(word) is { Length: > 0 } ending)
        {
            _keys.Add(new WorkKey(WorkWords.KeyOfEnding(ending), word));
        }

        if (_tokens[i].Kind == TokenKind.Word && word.AsSpan().ContainsAny('-', '/'))
        {
            _keys.AddRange(word.Split(['-', '/'], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => new WorkKey(WordStem.Of(part), word)));
        }
    }

    // "user@host" is where ssh goes; in "write to user@host" it is a person.
    private bool NamesRemoteProgram() =>
        _tokens.Any(t => ProgramTable.Find(t.Word)?.Is(ProgramTraits.Remote) == true);

    private void ReadWord(int i)
    {
        string word = _tokens[i].Word;
        if (_negated[i] && WordSets.NetworkNouns.Contains(word))
        {
            _rulesOutNetwork = true;
            return;
        }

        _rulesOutNetwork |= word == "offline";
        var row = ProgramTable.Find(word);
        bool isCommand = _tokens[i].Ticked || (i == 0 && row is not null);
        if (row is null)
        {
            if (_tokens[i].Ticked && IsCommandName(word) && (i == 0 && _tokens.Count > 1
                || WordSets.ProgramLeads.Contains(WordAt(i - 1))))
            {
                _programs.Add(new ProgramMention(word, null, _negated[i], IsExclusive(i), true, ""));
            }

            return;
        }

        if ((row.Is(ProgramTraits.EnglishWord) && !StandsAsProgram(i)) || IsInstalled(i) || IsAdjective(i))
        {
            return;
        }

        _programs.Add(new ProgramMention(row.Name, row, _negated[i], IsExclusive(i), isCommand,
            ScriptAfter(i)));
    }

    // "all perl files" are files; "run perl files.pl" names the program, and so does "docker container ls".
    private bool IsAdjective(int i) => !_tokens[i].Ticked
        && (WordAt(i + 1) is "file" or "files" || (i > 0 && WordSets.ProgramProducts.Contains(WordAt(i + 1))))
        && !WordSets.ProgramLeads.Contains(WordAt(i - 1));

    // "install htop" needs whoever installs, not htop.
    private bool IsInstalled(int i) => !_tokens[i].Ticked && VerbTable.Find(WordAt(i - 1)) == Verbs.Install;

    private static bool IsCommandName(string word) =>
        word.Length is >= 2 and <= 64 && !word.AsSpan().ContainsAnyExcept(s_commandCharacters);

    // "make" in "make a list" is a verb; in "run make", "`make test`" and "make -j2" it is the program.
    private bool StandsAsProgram(int i)
    {
        bool isLed = WordSets.ProgramLeads.Contains(WordAt(i - 1)) && !WordSets.Limits.Contains(WordAt(i + 1));
        if (_tokens[i].Ticked || isLed || (i > 0 && WordAt(i + 1) == "command")
            || (_negated[i] && NegationScope.IsTrigger(WordAt(i - 1), "")))
        {
            return true;
        }

        bool leads = i == 0 || VerbTable.Find(WordAt(i - 1)) == Verbs.Run;
        return leads && i + 1 < _tokens.Count
            && _tokens[i + 1].Kind is TokenKind.Flag or TokenKind.Path or TokenKind.File or TokenKind.Host
                or TokenKind.Url or TokenKind.Address;
    }

    // "only curl", "use only curl", "curl only".
    private bool IsExclusive(int i)
    {
        bool isLed = WordAt(i - 1) is "use" or "using" or "with" or "run" or "from" or "via" or "to";
        return WordAt(i - 1) == "only" || (isLed && WordAt(i - 2) == "only")
            || (WordAt(i + 1) == "only" && i + 2 == _tokens.Count);
    }

    private string ScriptAfter(int i)
    {
        for (int next = i + 1; next < _tokens.Count; next++)
        {
            if (_tokens[next].Kind is TokenKind.Path or TokenKind.File
                && (next == i + 1 || ScriptEndings.MayBeScript(_tokens[next].Text)))
            {
                return _tokens[next].Text;
            }

            // -c and -e take code from the command line: not a script that anybody could look at.
            if (_tokens[next].Kind == TokenKind.Flag && _tokens[next].Word is "-c" or "-e" or "--eval")
            {
                return "";
            }

            if (_tokens[next].Word == "-m" && next + 1 < _tokens.Count)
            {
                return "module " + _tokens[next + 1].Text;
            }

            if (VerbTable.Find(WordAt(next)) != Verbs.None)
            {
                break;
            }
        }

        // "run build.sh with bash"
        for (int before = i - 1; before >= 0; before--)
        {
            if (_tokens[before].Kind is TokenKind.Path or TokenKind.File && (_kinds & Verbs.Run) != 0
                && ScriptEndings.MayBeScript(_tokens[before].Text))
            {
                return _tokens[before].Text;
            }
        }

        return "";
    }

    private void ReadPath(int i)
    {
        string before = WordAt(i - 1);
        bool isLed = i == 0 || WordSets.ProgramLeads.Contains(before);
        string text = _tokens[i].Text;
        string directory = text[..(text.LastIndexOf('/') + 1)];
        bool inBin = directory.EndsWith("bin/", StringComparison.Ordinal);
        if (isLed && (inBin || before is "run" or "execute" or "launch" or "invoke" or "start"
            || _tokens[i].Ticked
            || ProgramTable.Find(text[directory.Length..]) is not null))
        {
            _paths.Add(new PathMention(text, PathAccess.Read, IsProgram: true, _negated[i]));
            return;
        }

        _paths.Add(new PathMention(text, AccessOf(i), IsProgram: false, _negated[i]));
    }

    // By its ending, or because it is what the clause connects to.
    private bool NamesSocket(int i)
    {
        string text = _tokens[i].Text;
        return text.EndsWith(".sock", StringComparison.Ordinal) || text.EndsWith(".socket", StringComparison.Ordinal)
            || ((_kinds & Verbs.Connect) != 0 && TokenShape.IsRooted(text)
                && !_tokens.Any(t => t.Kind is TokenKind.Host or TokenKind.Address or TokenKind.Url));
    }

    private PathAccess AccessOf(int i)
    {
        var before = i > 0 ? _tokens[i - 1] : null;
        bool isTarget = before is { Kind: TokenKind.Redirect }
            || before is { Kind: TokenKind.Flag, Word: "-o" or "--out" or "--output" or "--output-document"
                or "of" }
            || (before is { Word: "to" or "into" or "onto" or "in" or "under" or "as" }
                && (_kinds & Placing) != 0);
        if (NamesSocket(i))
        {
            return PathAccess.Connect;
        }

        if (isTarget)
        {
            return PathAccess.Write;
        }

        return (_kinds & Verbs.Move) != 0 || (_kinds & Writing) != 0
            && (_kinds & (Verbs.Read | Verbs.Search)) == 0
            ? PathAccess.Read | PathAccess.Write
            : PathAccess.Read;
    }

    // "port 443 of example.com", "example.com on port 443", "nc example.com 4444", "53/udp".
    private ImmutableArray<HostMention> HostsWithPorts()
    {
        ushort port = 0;
        bool isUdp = _tokens.Any(t => t.Word == "udp");
        for (int i = 0; i < _tokens.Count; i++)
        {
            bool follows = i > 0 && (WordAt(i - 1) is "port" or "ports"
                || (_tokens[i - 1].Kind is TokenKind.Host or TokenKind.Address
                    && _programs.Any(p => p.Row?.Is(ProgramTraits.HostThenPort) == true)));
            string text = _tokens[i].Word;
            if (_tokens[i].Kind == TokenKind.Number
                && (follows || text.Contains('/', StringComparison.Ordinal))
                && HostText.TryPort(text.Split('/')[0], out ushort found))
            {
                port = found;
                isUdp |= text.EndsWith("/udp", StringComparison.Ordinal);
            }
        }

        return [.. _hosts.Select(h => port == 0 || (h.Port != 0 && h.Scheme.Length == 0)
            ? h
            : h with { Port = port, Transport = isUdp ? Transport.Udp : Transport.Tcp })];
    }
}
