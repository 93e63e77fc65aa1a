// SPDX-License-Identifier: MIT
/** One look at every page of pages/: what was found, by what should have been. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isAtLeast, launch, levelOf, recordOf, serve, until } from "./browser.mjs";

/** Tabs at once. */
const TABS = 8;
/** The latest change of a page comes after one second; a clean page is looked at until then, and a while longer. */
const SETTLE_MS = 2_200;
/** The level that a page of this directory has to get. */
const WANTED = { critical: "CRITICAL", high: "HIGH", medium: "MEDIUM", clean: "LOW" };

/** The rows of these parts, each page with the level that it got; within `patienceMs`, which is not what is judged here. */
export async function evaluate(extension, pages, parts, patienceMs) {
  const server = await serve(pages);
  const { context, worker } = await launch(extension);
  const waiting = parts.flatMap((part) => Object.keys(WANTED).flatMap((kind) =>
    readdirSync(join(pages, part, kind)).sort().map((file) => ({ part, kind, file, name: file.replace(".html", "") }))));
  const rows = [];
  await Promise.all(Array.from({ length: TABS }, async () => {
    const tab = await context.newPage();
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      rows.push(await judged(row, tab, worker, server, patienceMs));
    }
  }));
  await context.close();
  server.close();
  return rows;
}

async function judged(row, tab, worker, server, patienceMs) {
  const url = server.url(`${row.part}-${row.kind}-${row.name}`, `${row.part}/${row.kind}/${row.file}`);
  const wanted = WANTED[row.kind];
  await tab.goto(url);
  await tab.waitForTimeout(SETTLE_MS);
  await until(async () => levelOf(await recordOf(worker, url)) === wanted, patienceMs);
  const record = await recordOf(worker, url);
  return { ...row, wanted, level: levelOf(record), findings: record?.frames.flatMap((frame) => frame.findings) ?? [] };
}

/** Of one part's rows, or of all. */
export function figuresOf(rows) {
  const poisoned = rows.filter(({ kind }) => kind === "critical" || kind === "high");
  const medium = rows.filter(({ kind }) => kind === "medium");
  const clean = rows.filter(({ kind }) => kind === "clean");
  return {
    pages: rows.length,
    poisoned: poisoned.length,
    clean: clean.length,
    // What is hidden and was found as if it were not has been missed.
    recall: share(poisoned, ({ level, wanted }) => isAtLeast(level, wanted)),
    high: share(poisoned, ({ level }) => isAtLeast(level, "HIGH")),
    medium: share(medium, ({ level }) => level === "MEDIUM"),
    false_high: clean.filter(({ level }) => isAtLeast(level, "HIGH")).length,
    false_medium: clean.filter(({ level }) => level === "MEDIUM").length,
    // A page that could not be judged at all is no clean page.
    unjudged: rows.filter(({ level }) => level === "NONE").length,
  };
}

function share(rows, holds) {
  return rows.length === 0 ? 0 : rows.filter(holds).length / rows.length;
}
