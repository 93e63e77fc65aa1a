# complete.bash SCRIPT LINES: what the completion function of SCRIPT leaves in COMPREPLY for each line of the file LINES, whose
# words are parted by blanks; below "= LINE".
source "$1"
mapfile -t lines <"$2"
for line in "${lines[@]}"; do
    echo "= $line"
    IFS=' ' read -ra COMP_WORDS <<<"$line"
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
    _telos 2>&1
    printf '%s\n' "${COMPREPLY[@]}"
done
echo "= end"
