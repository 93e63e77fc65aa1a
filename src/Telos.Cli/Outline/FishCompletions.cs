namespace Telos.Cli.Outline;

/// <summary>For fish: a rule for each verb and option, with the condition that the words before the cursor lead there.</summary>
internal static class FishCompletions
{
    private const string Walk = """

        # The verb that the words before the cursor lead to, the operands behind it, and where a program among them begins.
        function __telos_walk
            set -l words (commandline -opc)
            set -l verb telos
            set -l operands 0
            set -l want ''
            set -l ended no
            for i in (seq 2 (count $words))
                set -l word $words[$i]
                if test -n "$want"
                    set want ''
                    continue
                end
                if test $ended = no; and test "$word" = --
                    set ended yes
                    continue
                end
                if test $ended = no; and string match -q -- '-*' $word
                    contains -- "$verb $word" $__telos_valued; and set want $word
                    continue
                end
                if test $ended = no; and contains -- "$verb $words[$(math $i - 1)] $word" $__telos_optional
                    continue
                end
                if test $operands = 0; and contains -- "$verb $word" $__telos_verbs
                    set verb "$verb $word"
                    continue
                end
                if contains -- $verb $__telos_programs
                    printf '%s\n' $verb program $i
                    return
                end
                set operands (math $operands + 1)
            end
            printf '%s\n' $verb $operands $ended
        end

        # Whether the options and verbs of $argv[1] may stand here.
        function __telos_at
            set -l state (__telos_walk)
            test "$state[1]" = "$argv[1]"; and test "$state[2]" != program; and test "$state[3]" = no
        end

        # Whether operand $argv[2] of $argv[1] stands here, or one behind it with "more" after it.
        function __telos_operand
            set -l state (__telos_walk)
            test "$state[1]" = "$argv[1]"; and test "$state[2]" != program; or return 1
            test $state[2] = (math $argv[2] - 1); or begin
                test "$argv[3]" = more; and test $state[2] -ge $argv[2]
            end
        end

        function __telos_program
            set -l state (__telos_walk)
            set -l words (commandline -opc)
            if test "$state[2]" = program
                set -l line (string escape -- $words[$state[3]..]) (commandline -ct)
                complete -C "$line"
            else
                complete -C (commandline -ct)
            end
        end

        function __telos_program_at
            set -l state (__telos_walk)
            test "$state[1]" = "$argv[1]"; or return 1
            test "$state[2]" = program; or not string match -q -- '-*' (commandline -ct)
        end

        complete -c telos -f
        """;

    public static IEnumerable<string> Of(VerbOutline root) =>
    [
        "# Completions of telos for fish, made by: telos generate completions fish",
        Set("verbs", root.All().Skip(1).Select(verb => verb.Path)),
        Set("valued", root.All().SelectMany(verb => verb.Options.Where(option => option.NeedsValue)
            .SelectMany(option => option.Names.Select(name => $"{verb.Path} {name}")))),
        Set("optional", root.All().SelectMany(verb => verb.Options.Where(option => option.Value is not null && !option.NeedsValue)
            .SelectMany(option => option.Names.SelectMany(
                name => option.Value!.Values.Select(value => $"{verb.Path} {name} {value}"))))),
        Set("programs", root.All().Where(verb => verb.Operands.Any(operand => operand.Word.Kind == WordKind.Program))
            .Select(verb => verb.Path)),
        .. Walk.Split('\n'),
        .. root.All().SelectMany(Rules),
    ];

    private static IEnumerable<string> Rules(VerbOutline verb)
    {
        string at = $"complete -c telos -n {Quote($"__telos_at {Quote(verb.Path)}")}";
        string first = $"complete -c telos -n {Quote($"__telos_operand {Quote(verb.Path)} 1")}";
        foreach (VerbOutline below in verb.Verbs)
        {
            yield return $"{first} -a {below.Name} -d {Quote(below.Description)}";
        }

        foreach (OptionOutline option in verb.Options)
        {
            string names = string.Join(' ', option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal)
                ? $"-l {name[2..]}"
                : $"-s {Quote(name[1..])}"));
            string value = option.NeedsValue ? $" -r{Offer(option.Value!)}" : "";
            yield return $"{at} {names}{value} -d {Quote(option.Description)}";
        }

        for (int i = 0; i < verb.Operands.Count; i++)
        {
            OperandOutline operand = verb.Operands[i];
            if (operand.Word.Kind == WordKind.Program)
            {
                yield return $"complete -c telos -n {Quote($"__telos_program_at {Quote(verb.Path)}")} -x -a '(__telos_program)'";
            }
            else if (Offer(operand.Word) is string offer && offer != " -x")
            {
                string more = operand.Repeats ? " more" : "";
                yield return $"complete -c telos -n {Quote($"__telos_operand {Quote(verb.Path)} {i + 1}{more}")}{offer}";
            }
        }
    }

    private static string Offer(WordOutline word)
    {
        string values = string.Join(' ', word.Values);
        return word.Kind switch
        {
            WordKind.File => values.Length > 0 ? $" -F -a {Quote(values)}" : " -F",
            WordKind.Directory => " -x -a '(__fish_complete_directories)'",
            WordKind.User => " -x -a '(__fish_complete_users)'",
            _ => values.Length > 0 ? $" -x -a {Quote(values)}" : " -x",
        };
    }

    private static string Set(string name, IEnumerable<string> words) =>
        $"set -g __telos_{name} {string.Join(' ', words.Select(Quote))}";

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
