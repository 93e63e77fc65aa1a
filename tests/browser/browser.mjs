// SPDX-License-Identifier: MIT
/** A Chromium with the extension in it, and a server for its pages. */
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const START_MS_MAX = 60_000;
const TYPES = { html: "text/html; charset=utf-8", txt: "text/plain; charset=utf-8" };

/** Serves the files below a directory, and pages made by name. */
export async function serve(directory, made = {}) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    response.setHeader("content-type", TYPES[path.split(".").pop()] ?? TYPES.html);
    if (made[path.slice(1)] !== undefined) {
      response.end(made[path.slice(1)]);
      return;
    }
    createReadStream(join(directory, path)).on("error", () => response.writeHead(404).end()).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    /** Each name is an origin of its own: by it the tab's record is found. */
    url: (name, path) => `http://${name}.localhost:${server.address().port}/${path}`,
    close: () => server.close(),
  };
}

export async function launch(extension, { userDataDir = "", ...options } = {}) {
  const context = await chromium.launchPersistentContext(userDataDir, {
    executablePath: CHROMIUM, headless: true, timeout: START_MS_MAX, ignoreDefaultArgs: ["--disable-extensions"],
    // Root, as tests run, has no sandbox. Late pages must not be taken for tabs in the background.
    args: ["--no-sandbox", "--headless=new", `--disable-extensions-except=${extension}`, `--load-extension=${extension}`,
      "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--disable-background-timer-throttling"],
    ...options,
  });
  const worker = context.serviceWorkers()[0] ?? await context.waitForEvent("serviceworker", { timeout: START_MS_MAX });
  return { context, worker };
}

/** What the extension keeps of each tab, as {tabId, frames: [report]}. */
async function records(worker) {
  const kept = await worker.evaluate(() => chrome.storage.session.get());
  return Object.entries(kept).filter(([key]) => key.startsWith("tab-"))
    .map(([key, { frames }]) => ({ tabId: Number(key.replace("tab-", "")), frames: Object.values(frames) }));
}

/** That of the tab whose own frame has this origin; null when there is none. */
export async function recordOf(worker, url) {
  const { origin } = new URL(url);
  const isOf = ({ frames }) => frames.some((frame) => frame.path === "" && frame.origin === origin);
  return (await records(worker)).find(isOf) ?? null;
}

/** The popup, with this tab in front of it. */
export async function popupFor(context, worker, tabId) {
  const popup = await context.newPage();
  await popup.addInitScript((id) => { chrome.tabs.query = async () => [{ id }]; }, tabId);
  await popup.goto(`chrome-extension://${new URL(worker.url()).host}/popup.html`);
  return popup;
}

const LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

/** None when the tab has no record. */
export function levelOf(record) {
  const levels = record?.frames.flatMap((frame) => frame.findings.map((finding) => LEVELS.indexOf(finding.level)));
  return levels === undefined ? "NONE" : LEVELS[Math.max(0, ...levels)];
}

export function isAtLeast(level, least) {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** Until it holds, or the time is over. */
export async function until(holds, timeoutMs = 30_000) {
  for (const end = Date.now() + timeoutMs; ;) {
    const value = await holds();
    if (value || Date.now() > end) {
      return value;
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** Runs each by its name, a line each, and then "result: NAME passed=N failed=N", which the exit status follows. */
export async function runTests(name, tests, { end }) {
  let failed = 0;
  for (const [test, run] of Object.entries(tests)) {
    try {
      await run();
      console.log(`ok ${test}`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${test}: ${error.message.split("\n").slice(0, 12).join(" ")}`);
    }
  }
  await end();
  console.log(`result: ${name} passed=${Object.keys(tests).length - failed} failed=${failed}`);
  process.exitCode = failed === 0 ? 0 : 1;
}
