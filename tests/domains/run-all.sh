#!/bin/bash
# telos domain and telos domains as a user runs them: the published binary, no daemon. Ends in "result: domain passed=N failed=N".
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

lists() { "$telos" domains --database "$work/d.db" --index "$work/d.idx" "$@"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '0.0.0.0 evil.example\n0.0.0.0 bad..name\n127.0.0.1 localhost\n' >"$work/hosts"
printf '[Adblock Plus]\n||ads.example^\n@@||good.evil.example^\n' >"$work/filters"
printf '$TTL 60\n@ SOA a. b. 1 2 3 4 5\nphish.example CNAME .\n' >"$work/zone"
head -c 100000 /dev/zero >"$work/zeroes"

check import_names_the_bad_line 0 'hosts:2: left out' lists import "$work/hosts" --as malware
check import_counts 0 '2 names as adblock, 0 other rules, 0 bad' lists import "$work/filters"
check import_of_no_list 1 'bad lines' lists import "$work/zeroes"
check import_from_stdin 0 'zone: 1 names as rpz' lists import - --source zone --licence CC0-1.0 <"$work/zone"
check import_unknown_word 2 'no such word' lists import "$work/hosts" --as nonsense
check compile 0 'd.idx: [0-9]+ names, [0-9]+ brands' lists compile
check stat 0 'zone: 1 names.*licence CC0-1.0' lists stat
check stat_as_json 0 '"name":"filters".*"index":\{"names":[0-9]+' lists stat --json
check list_below 0 '^evil.example  unknown  malware' lists list evil.example
check index_denies 0 '^www.evil.example: DENY' "$telos" domain www.evil.example --index "$work/d.idx"
check index_allows 0 '^good.evil.example: ALLOW' "$telos" domain good.evil.example --index "$work/d.idx"
check built_in_alone 0 '^www.evil.example: ALLOW' "$telos" domain www.evil.example
printf '0.0.0.0 other.example\n' >"$work/hosts"
check update 0 'd.idx: ' lists update "$work/hosts"
check update_replaced 0 '^evil.example: ALLOW' "$telos" domain evil.example --index "$work/d.idx"
check update_keeps_what_it_was 0 'harmful' "$telos" domain other.example --index "$work/d.idx"
printf 'fresh.example\n' >"$work/new"
check import_of_no_day 2 'no day since 1970' lists import "$work/new" --registered yesterday
check import_registered 0 'new: 1 names' lists import "$work/new" --registered "$(date +%F)"
check compile_ages 0 'd.idx: ' lists compile
check young_domain 0 'registered 0 days before' "$telos" domain www.fresh.example --index "$work/d.idx"
check young_domain_is_asked_about 0 '^www.fresh.example: ESCALATE' "$telos" domain www.fresh.example --index "$work/d.idx"
check young_domain_as_json 0 '"age_days":0.*"young"' "$telos" domain --json fresh.example --index "$work/d.idx"
check remove 0 '' lists remove zone
check remove_unknown 1 'no list is called zone' lists remove zone
truncate -s -1 "$work/d.idx"
check damaged_index 1 'cut off' "$telos" domain github.com --index "$work/d.idx"
check damaged_index_is_told 0 'cut off' lists stat
check no_database 1 'SQLite says' "$telos" domains --database "$work/zeroes" stat

check package_that_imitates 0 '^reqeusts: ESCALATE' "$telos" domain reqeusts
check package_is_named 0 'of requests: transposition' "$telos" domain reqeusts
check package_itself 0 '^requests: ALLOW' "$telos" domain requests
check package_unlike_any 0 '^telosctl: ALLOW' "$telos" domain telosctl
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
