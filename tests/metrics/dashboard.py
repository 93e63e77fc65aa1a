"""dashboard.py FILE PROMTOOL: whether a dashboard is whole: its panels do not overlap, and Prometheus reads each query."""
import json
import subprocess
import sys
import tempfile

WIDTH = 24


def main(path, promtool):
    with open(path) as file:
        dashboard = json.load(file)
    taken, ids, queries = set(), set(), []
    for panel in dashboard["panels"]:
        title, place = panel["title"], panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        if cells & taken or max(x for x, _ in cells) >= WIDTH or panel["id"] in ids:
            sys.exit(f"{title}: it overlaps another, is too wide, or has another's id")
        taken |= cells
        ids.add(panel["id"])
        queries += [target["expr"] for target in panel["targets"]]
    # Grafana puts the interval and the machines in place of its variables.
    rules = [{"record": f"query:{number}", "expr": query.replace("$__rate_interval", "1m").replace("$instance", ".*")}
             for number, query in enumerate(queries)]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
        file.flush()
        done = subprocess.run([promtool, "check", "rules", file.name], capture_output=True, text=True)
    if done.returncode != 0 or f"{len(queries)} rules found" not in done.stdout:
        sys.exit(done.stdout + done.stderr)
    print(f"{len(ids)} panels, {len(queries)} queries")


main(*sys.argv[1:])
