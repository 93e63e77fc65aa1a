# `make test` and `make demo` are all that a newcomer needs; each sets up what is missing (as root, on Debian 12).
# Every target ends in one line, "result: NAME key=value ..." (test: "N passed, N failed").
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: tools setup bpf build test soak bypass matrix bench bench-domains bench-index bench-lsm bench-dns bench-xdp bench-ring \
	bench-idle bench-recovery bench-intents bench-socket bench-launch eval-domains eval-intents eval-browser eval-content \
	eval-mirage browser-eye \
	clients deb fuzz demo vm-shell clean FORCE

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# Build nodes that outlive the build keep the caller's pipe open.
export MSBUILDDISABLENODEREUSE := 1
export DEMO_KERNEL ?= 6.12
export ACCEPT KERNELS FUZZ_S
MIN ?= 10

CLANG ?= clang
# Block placement may put a loop's increment before its header; 6.1 then sees a back-edge by fallthrough and refuses the
# program (check_cfg, kernel/bpf/verifier.c). A hook's parameters are the kernel's choice, and BPF_PROG adds one of its
# own: unused ones mean nothing.
BPF_FLAGS := -target bpf -mcpu=v3 -O2 -mllvm -disable-block-placement -g -D__TARGET_ARCH_x86 \
	-Wall -Wextra -Werror -Wno-unused-parameter \
	-I bpf -I /usr/include/x86_64-linux-gnu -ffile-prefix-map=$(CURDIR)/= -fdebug-compilation-dir=.
BPF_GATES := $(sort $(wildcard bpf/lsm/*.bpf.c bpf/iter/*.bpf.c bpf/cgroup/*.bpf.c bpf/trace/*.bpf.c))
GATE_OBJECTS := $(patsubst %.c,build/bpf/%.o,$(notdir $(BPF_GATES)))
LAYOUT_OBJECT := $(patsubst bpf/%.c,build/bpf/%.o,$(wildcard bpf/layout.bpf.c))
# Apart from the gates: it is loaded for the interfaces that are named.
XDP_OBJECT := build/bpf/hyperion.bpf.o
BPF_OBJECTS := build/bpf/telos.bpf.o.gz $(XDP_OBJECT).gz $(LAYOUT_OBJECT)
VERSION := $(shell sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' Directory.Build.props)
SOURCES := $(sort src/browser-eye/patterns.json $(shell find src gen bpf Directory.Build.props Directory.Packages.props global.json -type f \
	-not -path '*/bin/*' -not -path '*/obj/*' -not -path 'src/clients/*' -not -path 'src/browser-eye/*'))

vpath %.bpf.c bpf/lsm bpf/iter bpf/cgroup bpf/trace bpf/xdp bpf

.DEFAULT_GOAL := build

build: build/telos
	@tests/vm/check-binary.sh $<

tools:
	@tests/vm/setup.sh

setup: tools
	@echo "result: setup $$(tail -n +2 build/setup.stamp | paste -sd' ')"

bpf: $(BPF_OBJECTS)
	@echo "result: bpf objects=$(words $(GATE_OBJECTS) $(XDP_OBJECT) $(LAYOUT_OBJECT)) bytes=$$(stat -c %s $<)"

# As the program carries them. Without a name and a time: its fingerprint is that of the objects.
build/bpf/%.o.gz: build/bpf/%.o
	gzip -9nc $< >$@

# The DWARF goes, as it names this machine's directories; BTF, which the loader needs, stays.
build/bpf/%.bpf.o: %.bpf.c | tools
	@mkdir -p build/bpf
	$(CLANG) $(BPF_FLAGS) -MMD -MP -MF build/bpf/$*.d -MT $@ -c $< -o $@
	@llvm-strip -g $@

# Relinked also when a gate was removed, which no time stamp shows.
build/bpf/telos.bpf.o: $(GATE_OBJECTS) build/gates.list | tools
	@[ -n "$(GATE_OBJECTS)" ] || { echo "bpf: there is no gate under bpf/lsm" >&2; exit 1; }
	bpftool gen object $@ $(GATE_OBJECTS)

build/telos: $(BPF_OBJECTS) $(SOURCES) build/sources.list | tools
	dotnet publish src/Telos.Cli -c Release -o build/publish
	@cp build/publish/telos $@

build/gates.list: FORCE
	@mkdir -p build
	@printf '%s\n' $(BPF_GATES) | cmp -s - $@ || printf '%s\n' $(BPF_GATES) >$@

build/sources.list: FORCE
	@mkdir -p build
	@printf '%s\n' $(SOURCES) | cmp -s - $@ || printf '%s\n' $(SOURCES) >$@

# build/telos_VERSION_amd64.deb: the same bytes from the same sources.
deb: build
	@deploy/debian/build.sh build/telos build/telos_$(VERSION)_amd64.deb

# The TypeScript client compiled as its lock file says, and the clients before scripted servers.
clients: tools
	@tests/clients/run-all.sh

# The browser extension, to be loaded unpacked from build/browser-eye (docs/BROWSER.md).
browser-eye: tools
	@src/browser-eye/build.sh
	@echo "result: browser-eye bytes=$$(cat build/browser-eye/*.js | wc -c)"

test: build
	@tests/vm/run-all.sh

# MIN minutes (10) of killed daemons, full disks and maps, clocks that jump; then it has to add up. SEED=N: the same again.
soak: build
	@tests/vm/run-soak.sh $(DEMO_KERNEL) $(MIN) $(SEED)

bypass: build
	@tests/vm/bypasses/run-all.sh

# The suites over each file system and list of LSMs, for hours.
matrix: build
	@tests/vm/run-matrix.sh

# Nanoseconds a message, without system calls; fails when a bar is missed or anything is allocated. Wants a quiet machine;
# BENCH_ARGS=--quick takes half a minute and means less.
bench:
	@dotnet run --project bench/Telos.Bench -c Release -- dns $(BENCH_ARGS)

# A verdict's parts over a million names and 100,000 brands, beside SQLite, SymSpell and brute force; fails when a bar is missed.
# The same loop, made by the JIT compiler and ahead of time, is shown side by side. ACCEPT=1 writes bench/results.
bench-domains:
	@bench/domains/run-all.sh $(BENCH_ARGS)

# Ten million names into the database and the index: seconds, and memory, for which there are bars. ACCEPT=1 writes bench/results.
bench-index: build
	@/usr/bin/python3 -B bench/domains/ten_million.py build/telos build

# Kernel instructions per call, exact; fails when a cell rose over 1 %. ACCEPT=1 writes bench/results instead.
bench-lsm: build
	@BPF_FLAGS='$(BPF_FLAGS)' bench/lsm_bench/run-all.sh

# Each target for FUZZ_S seconds (60). Fails on a crash, and when the canaries' defects are not found.
fuzz: $(BPF_OBJECTS)
	@fuzz/run.sh

# CPU time per query beside dnsdist and unbound, on a quiet machine; fails when a bar is missed. ACCEPT=1 writes bench/results.
bench-dns: build
	@bench/dns/run-all.sh

# What telos domain catches, and what it should not have; fails when a bar is missed. ACCEPT=1 writes bench/results.
eval-domains: build
	@tests/vm/setup.sh lists
	@/usr/bin/python3 -B bench/domains/evaluate.py --self-test
	@/usr/bin/python3 -B bench/domains/evaluate.py build/telos ../shared/data .cache

# What the shared intents would be granted, and which gate stops each shared attack; fails when a bar is missed.
eval-intents: build
	@/usr/bin/python3 -B bench/intents/evaluate.py --self-test
	@/usr/bin/python3 -B bench/intents/gates.py --self-test
	@status=0; for part in evaluate gates; do \
		/usr/bin/python3 -B bench/intents/$$part.py build/telos ../shared/data || status=1; done; exit $$status

# What the browser extension finds in the pages below tests/browser/pages, in Chromium, and how long it keeps a large one; fails
# when a bar is missed. ACCEPT=1 writes bench/results.
eval-browser: tools
	@tests/browser/eval.sh --self-test
	@tests/browser/eval.sh

# Every way to read a decoy on both kernels, and ordinary work beside decoys, which reads none; fails when one goes by or is
# read. ACCEPT=1 writes bench/results.
eval-mirage: build
	@tests/vm/eval-mirage.sh

# What telos scan finds in the same pages without a browser; fails when a bar is missed. ACCEPT=1 writes bench/results.
eval-content: build
	@/usr/bin/python3 -B bench/content/evaluate.py --self-test build/telos tests/browser/pages
	@/usr/bin/python3 -B bench/content/evaluate.py build/telos tests/browser/pages

# Microseconds from words to a policy; fails when a bar is missed.
bench-intents: tools
	@bench/intents/latency.sh ../shared/data

# The agent socket's round trips, and 20,000 declares a second on one core beside 10,000 idle clients; fails when a bar is missed.
bench-socket: $(BPF_OBJECTS)
	@bench/socket/run-all.sh

# What an event costs from the kernel's ring to the log, the reader beside libbpf's own, and 200,000 refusals a second on one core;
# fails when a bar is missed. BENCH_ARGS=--self-test: that a slow and an allocating consumer are noticed. ACCEPT=1 writes bench/results.
bench-ring: $(BPF_OBJECTS)
	@bench/ring/run-all.sh $(BENCH_ARGS)

# Nanoseconds a packet by test_run beside xdp-filter's program, in a network namespace of its own; fails when a cell is slower.
bench-xdp: $(XDP_OBJECT)
	@bench/xdp/run-all.sh

# An idle daemon with one idle agent, and telos dash: resident memory and processor time, in the microVM; fails when a bar is missed.
# ACCEPT=1 writes bench/results.
bench-idle: build
	@bench/idle/run-all.sh

# From the daemon's death to the next one that serves, while an agent attacks, in the microVM; fails when a bar is missed. ACCEPT=1
# writes bench/results.
bench-recovery: build
	@bench/recovery/run-all.sh

# What it costs to start a program as an agent, beside bubblewrap, in the microVM. ACCEPT=1 writes bench/results.
bench-launch: build
	@bench/launch/run-all.sh

demo: build
	@tests/demos/demo.sh

vm-shell: build
	@install -D build/telos build/vm-shell/telos
	@tests/vm/vmrun -k $(DEMO_KERNEL) --shell -- build/vm-shell
	@echo "result: vm-shell kernel=$(DEMO_KERNEL)"

clean:
	@rm -rf build
	@find src gen tests bench fuzz -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} + 2>/dev/null || true
	@echo "result: clean kept=.cache"

-include $(wildcard build/bpf/*.d)
