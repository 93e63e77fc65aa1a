#!/bin/bash
# telos domain as a user runs it: the published binary, no daemon. Ends in "result: domain passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
telos=build/telos
passed=0
failed=0

check() { # NAME EXPECTED-STATUS PATTERN COMMAND...
	local name=$1 status=$2 pattern=$3 said got=0
	shift 3
	said=$("$@" 2>&1) || got=$?
	if [ "$got" = "$status" ] && grep -qE -- "$pattern" <<<"$said"; then
		echo "ok $name"
		passed=$((passed + 1))
	else
		echo "FAIL $name: status $got (not $status?), said: $said"
		failed=$((failed + 1))
	fi
}

lines() { printf '%s\n' "$@" | "$telos" domain --stdin; }

one_by_one() { # An answer comes before the next question.
	coproc "$telos" domain --stdin
	echo github.com >&"${COPROC[1]}"
	IFS= read -r -t 10 first <&"${COPROC[0]}"
	echo g00gle.com >&"${COPROC[1]}"
	IFS= read -r -t 10 second <&"${COPROC[0]}"
	eval "exec ${COPROC[1]}>&-"
	wait "$COPROC_PID"
	echo "$first$second"
}

check known_name 0 '^github.com: ALLOW' "$telos" domain github.com
check look_alike_is_denied 0 '^g00gle.com: DENY' "$telos" domain g00gle.com
check look_alike_is_explained 0 'of google.com: homoglyph' "$telos" domain g00gle.com
check other_script 0 '"verdict":"DENY".*"imitates":"apple.com"' "$telos" domain --json аррӏе.com
check intent_counts 0 'other_category' "$telos" domain facebook.com --intent 'install the python packages'
check url_is_no_name 2 'is no domain name' "$telos" domain https://github.com/
check nothing_to_judge 2 'either a name or --stdin' "$telos" domain
check both_at_once 2 'either a name or --stdin' "$telos" domain github.com --stdin
check bad_line_is_answered 0 '"line":2,"error"' lines github.com x..y g00gle.com
check line_after_a_bad_one 0 '"name":"g00gle.com","verdict":"DENY"' lines github.com x..y g00gle.com
check object_with_intent 0 'other_category' lines '{"name":"facebook.com","intent":"install the python packages"}'
check unknown_member 0 '"line":1,"error"' lines '{"nam":"facebook.com"}'
check line_too_long 0 '"line":1,"error":"the line is too long"' lines "$(head -c 200000 /dev/zero | tr '\0' a)"
check one_by_one 0 'github.com.*"ALLOW".*g00gle.com.*"DENY"' one_by_one

echo "result: domain passed=$passed failed=$failed"
[ "$failed" = 0 ]
