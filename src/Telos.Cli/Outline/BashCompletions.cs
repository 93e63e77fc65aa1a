namespace Telos.Cli.Outline;

/// <summary>
/// For bash: two tables, and a function that goes over the words before the cursor with them. It needs no bash-completion, but
/// takes its _command_offset, which knows the programs behind <c>telos run</c>, when it is there.
/// </summary>
internal static class BashCompletions
{
    // The word = stands alone there, as bash parts words at it.
    private const string Walk = """
        _telos() {
            local cur=${COMP_WORDS[COMP_CWORD]} verb=telos want='' operands=0 ended=no i word
            local verbs options kind values needed last
            COMPREPLY=()
            [ "$cur" != = ] || cur=''
            _telos_verb "$verb"
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [ -n "$want" ]; then
                    [ "$word" != = ] || continue
                    _telos_word "$want"
                    want=''
                    [ "$needed" = no ] && [[ " $values " != *" $word "* ]] || continue
                fi
                if [ "$ended" = no ] && [ "$word" = -- ]; then
                    ended=yes
                elif [ "$ended" = no ] && [[ $word == -* ]]; then
                    _telos_word "$verb $word"
                    [ -z "$kind" ] || want="$verb $word"
                elif [ "$operands" = 0 ] && [[ " $verbs " == *" $word "* ]]; then
                    verb="$verb $word"
                    _telos_verb "$verb"
                else
                    operands=$((operands + 1))
                    _telos_word "$verb $((operands < last ? operands : last))"
                    if [ "$kind" = program ]; then
                        _telos_program "$i"
                        return
                    fi
                fi
            done
            if [ -n "$want" ]; then
                _telos_word "$want"
                _telos_offer
                [ "$needed" = no ] || return
            fi
            if [ "$ended" = no ] && [[ $cur == -* ]]; then
                values=$options kind=text
            else
                operands=$((operands + 1))
                _telos_word "$verb $((operands < last ? operands : last))"
                if [ "$kind" = program ] && { [ "$ended" = yes ] || [ -n "$cur" ]; }; then
                    _telos_program "$COMP_CWORD"
                    return
                fi
                [ "$ended" = yes ] || [ "$operands" != 1 ] || values="$verbs $values"
                [ "$ended" = yes ] || [ -n "$cur" ] || [ -n "${values// /}" ] || [ "$kind" = file ] || values=$options
            fi
            _telos_offer
        }

        # What $kind and $values say, added to COMPREPLY.
        _telos_offer() {
            local found
            mapfile -t found < <(
                compgen -W "$values" -- "$cur"
                case $kind in
                    file) compgen -f -- "$cur" ;;
                    directory) compgen -d -- "$cur" ;;
                    user) compgen -u -- "$cur" ;;
                esac
            )
            COMPREPLY+=("${found[@]}")
            case $kind in file | directory) compopt -o filenames 2>/dev/null ;; esac
        }

        # The program at word $1, and what follows it.
        _telos_program() {
            if declare -F _command_offset >/dev/null; then
                _command_offset "$1"
                return
            fi
            compopt -o filenames 2>/dev/null
            if [ "$1" = "$COMP_CWORD" ]; then
                mapfile -t COMPREPLY < <(compgen -c -- "$cur" && compgen -d -- "$cur" | sort -u)
            else
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            fi
        }

        complete -F _telos telos
        """;

    public static IEnumerable<string> Of(VerbOutline root) =>
    [
        "# Completions of telos for bash, made by: telos generate completions bash",
        "# The verbs and the options behind the words $1, and which its last operand is.",
        "_telos_verb() {",
        "    verbs='' options='' last=0",
        "    case $1 in",
        .. root.All().Select(VerbLine),
        "    esac",
        "}",
        "",
        "# What is behind $1, a verb with one of its options or with the number of an operand: kind is empty for nothing.",
        "_telos_word() {",
        "    kind='' values='' needed=yes",
        "    case $1 in",
        .. root.All().SelectMany(WordLines),
        "    esac",
        "}",
        "",
        .. Walk.Split('\n'),
    ];

    private static string VerbLine(VerbOutline verb)
    {
        string verbs = string.Join(' ', verb.Verbs.Select(below => below.Name));
        string options = string.Join(' ', verb.Options.SelectMany(option => option.Names));
        return $"        {Quote(verb.Path)}) verbs={Quote(verbs)} options={Quote(options)} last={verb.Operands.Count} ;;";
    }

    private static IEnumerable<string> WordLines(VerbOutline verb)
    {
        foreach (OptionOutline option in verb.Options)
        {
            if (option.Value is WordOutline value)
            {
                string names = string.Join(" | ", option.Names.Select(name => Quote($"{verb.Path} {name}")));
                yield return $"        {names}) {Assignments(value)}{(option.NeedsValue ? "" : " needed=no")} ;;";
            }
        }

        for (int i = 0; i < verb.Operands.Count; i++)
        {
            yield return $"        {Quote($"{verb.Path} {i + 1}")}) {Assignments(verb.Operands[i].Word)} ;;";
        }
    }

    private static string Assignments(WordOutline word) =>
        $"kind={word.Kind.ToString().ToLowerInvariant()} values={Quote(string.Join(' ', word.Values))}";

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
