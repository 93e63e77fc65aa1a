# What zsh's own completion offers at the end of each line of the file TELOS_LINES, with TELOS_SCRIPT read. TELOS_ANSWERS
# becomes a line "= LINE" for each, with what was offered below it. Wants a terminal, as the line editor does.
emulate zsh
autoload -Uz compinit
compinit -u -D
source $TELOS_SCRIPT

compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a offered
        builtin compadd -A offered "$@"
        print -rl -- $offered >>$TELOS_ANSWERS
    fi
    builtin compadd "$@"
}

zle -C telos-complete list-choices _main_complete
telos-ask() {
    local line
    for line in ${(f)"$(<$TELOS_LINES)"}; do
        print -r -- "= $line" >>$TELOS_ANSWERS
        BUFFER=$line CURSOR=$#line
        zle telos-complete
    done
    print -r -- "= end" >>$TELOS_ANSWERS
    exit
}
zle -N zle-line-init telos-ask
