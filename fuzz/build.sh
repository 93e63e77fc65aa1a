#!/bin/bash
# Builds the fuzzer into build/fuzz/bin: the .NET program with its branches counted, and libFuzzer as its library.
set -euo pipefail
cd "$(dirname "$0")/.."
plain=fuzz/Telos.Fuzz/bin/Release/net10.0
bin=build/fuzz/bin

dotnet build fuzz/Telos.Fuzz -c Release >&2
rm -rf "$bin"
mkdir -p build/fuzz
cp -r "$plain" "$bin"
dotnet "$plain/Telos.Fuzz.dll" instrument "$bin" >&2
runtime=$(clang -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-x86_64.a
clang -O2 -Wall -Wextra -Werror -fPIC -shared -o "$bin/libtelos-fuzzer.so" fuzz/Telos.Fuzz/Native/driver.c \
    -Wl,--whole-archive "$runtime" -Wl,--no-whole-archive -lstdc++ -lm -lpthread -ldl
