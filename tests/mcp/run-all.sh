#!/bin/bash
# telos mcp as an MCP client of another maker uses it. Ends in "result: mcp passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."

# A module is looked for beside the file that imports it.
cp tests/mcp/client.mjs .cache/mcp/
exec timeout 120 node .cache/mcp/client.mjs build/telos
