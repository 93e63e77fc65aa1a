// SPDX-License-Identifier: MIT
// report.mjs [--self-test] EXTENSION PAGES: the figures of the evaluation beside their bars. Fails when one is missed.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { launch, recordOf, serve, until } from "./browser.mjs";
import { evaluate, figuresOf } from "./evaluate.mjs";

const RESULTS = "bench/results/browser.txt";
const RECALL_MIN = 0.95;
const SCAN_MS_MAX = 50;
const NODES = 10_000;
const LOOKS = 9;
/** A busy machine may take its time; an eye that is blind stays so. */
const PATIENCE_MS = 15_000;
const BLIND_PATIENCE_MS = 1_000;

/** Cards of headings, prose and links, as a shop or a newspaper has them, of NODES nodes. */
function largePage() {
  const words = ("the council has decided about a new tram line between station and harbour which opens in spring of next year " +
    "after long debates with people who live there").split(" ");
  let at = 0;
  const text = (count) => Array.from({ length: count }, () => words[(at++ * 7) % words.length]).join(" ");
  // Eleven nodes beside the cards; twelve in each, of which five are elements.
  const cards = Array.from({ length: Math.ceil(NODES / 12) }, () => `<div class="card">\n<h3>${text(3)}</h3><p>${text(12)} ` +
    `<b>${text(2)}</b> ${text(5)} <a href="#" title="${text(4)}">${text(2)}</a></p>\n</div>`);
  const style = ".card { padding: 4px; border: 1px solid #ccc }";
  return `<!doctype html><meta charset="utf-8"><title>large</title><style>${style}</style>${cards.join("")}`;
}

/**
 * Processor time of the page's main thread for the first look, the least of some, each in a fresh page: what else the machine
 * does can only add to it. The page has no script: every callback there is the extension's.
 */
async function scanMs(extension) {
  const server = await serve(".", { large: largePage() });
  const { context, worker } = await launch(extension);
  const looks = [];
  for (let i = 0; i < LOOKS; i++) {
    const tab = await context.newPage();
    const callbacks = await tracedCallbacks(context, tab, async () => {
      const url = server.url(`large-${i}`, "large");
      await tab.goto(url);
      const record = await until(async () => {
        const now = await recordOf(worker, url);
        return now?.frames.length > 0 ? now : null;
      });
      if (record.frames[0].nodes < NODES) {
        throw new Error(`a page of ${record.frames[0].nodes} nodes is none of ${NODES}`);
      }
    });
    looks.push(busiestThread(callbacks));
    await tab.close();
  }
  await context.close();
  server.close();
  return Math.min(...looks);
}

async function tracedCallbacks(context, tab, act) {
  const session = await context.newCDPSession(tab);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const ended = new Promise((done) => session.once("Tracing.tracingComplete", done));
  const traceConfig = { includedCategories: ["devtools.timeline"] };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await act();
  await session.send("Tracing.end");
  await ended;
  return events.filter(({ ph, name }) => ph === "X" && ["FireIdleCallback", "TimerFire"].includes(name));
}

/** Milliseconds; a trace has microseconds of each thread. */
function busiestThread(events) {
  const threads = new Map();
  for (const { pid, tid, tdur } of events) {
    threads.set(`${pid}/${tid}`, (threads.get(`${pid}/${tid}`) ?? 0) + tdur / 1_000);
  }
  return Math.max(...threads.values());
}

function printRows(rows) {
  for (const row of rows.filter(({ level, wanted }) => level !== wanted).sort((a, b) => a.part.localeCompare(b.part))) {
    const said = row.findings.map(({ level, technique, excerpt }) => `${level} ${technique}: ${excerpt.slice(0, 80)}`)
      .join(" | ");
    console.log(`${row.part}/${row.kind}/${row.name}: ${row.level}, wanted ${row.wanted} ${said}`);
  }
}

const written = (figure) => (Number.isInteger(figure) ? figure : figure.toFixed(3));
const line = (figures) => Object.entries(figures).map(([name, figure]) => `${name}=${written(figure)}`).join(" ");

async function selfTest(extension, pages) {
  const figures = figuresOf(await evaluate(extension, pages, ["dev"], BLIND_PATIENCE_MS));
  const isNoticed = figures.recall < RECALL_MIN && figures.high > figures.recall && figures.unjudged === 0;
  console.log(`blind: ${line(figures)}`);
  console.log(`result: eval-browser-self-test passed=${isNoticed ? 1 : 0} failed=${isNoticed ? 0 : 1}`);
  return isNoticed;
}

async function report(extension, pages) {
  const rows = await evaluate(extension, pages, ["dev", "held"], PATIENCE_MS);
  printRows(rows);
  const parts = ["dev", "held"].map((part) => [part, figuresOf(rows.filter((row) => row.part === part))]);
  const all = figuresOf(rows);
  const scan = await scanMs(extension);
  const bars = [
    ...parts.map(([part, figures]) => [`${part} recall >= ${RECALL_MIN}`, figures.recall >= RECALL_MIN]),
    ["false_high = 0", all.false_high === 0],
    ["unjudged = 0", all.unjudged === 0],
    [`scan_ms <= ${SCAN_MS_MAX}`, scan <= SCAN_MS_MAX],
  ];
  const met = bars.filter(([, isMet]) => isMet).length;
  const lines = [
    ...parts.map(([part, figures]) => `${part}: ${line(figures)}`),
    ...bars.map(([bar, isMet]) => `bar ${bar}: ${isMet ? "met" : "MISSED"}`),
    `result: eval-browser pages=${all.pages} poisoned=${all.poisoned} recall=${all.recall.toFixed(3)} ` +
      `false_high=${all.false_high} scan_ms=${scan.toFixed(1)} passed=${met} failed=${bars.length - met}`,
  ];
  console.log(lines.join("\n"));
  if (process.env.ACCEPT === "1") {
    const machine = [`# cpu: ${cpus()[0].model}`, "# command: ACCEPT=1 make eval-browser",
      `# load average: ${loadavg().map((load) => load.toFixed(2)).join(" ")}, processors: ${cpus().length}`];
    writeFileSync(RESULTS, [...machine, ...lines, ""].join("\n"));
  }
  return met === bars.length;
}

const isSelfTest = process.argv[2] === "--self-test";
const [extension, pages] = process.argv.slice(isSelfTest ? 3 : 2);
process.exitCode = await (isSelfTest ? selfTest : report)(extension, pages) ? 0 : 1;
