// SPDX-License-Identifier: MIT
// visit.mjs EXTENSION USER_DATA: opens each address that is a line on its input in Chromium with the extension, and prints what
// that finds and what telos says of it, as a line of JSON.
import { createInterface } from "node:readline";
import { isAtLeast, launch, levelOf, recordOf, until } from "./browser.mjs";

const PAGE_MS_MAX = 240_000;

const [extension, userDataDir] = process.argv.slice(2);
const { context, worker } = await launch(extension, { userDataDir, timeout: PAGE_MS_MAX });

const linkNow = () => worker.evaluate(async () => (await chrome.storage.session.get("link")).link ?? null);

console.log(JSON.stringify({ ready: true }));
for await (const url of createInterface({ input: process.stdin })) {
  const tab = await context.newPage();
  await tab.goto(url, { timeout: PAGE_MS_MAX });
  const level = levelOf(await until(() => recordOf(worker, url), PAGE_MS_MAX));
  const link = isAtLeast(level, "MEDIUM") ? await until(linkNow, PAGE_MS_MAX) : null;
  console.log(JSON.stringify({ level, link, excerpt: (await recordOf(worker, url)).frames[0].findings[0]?.excerpt ?? null }));
  await tab.close();
}
await context.close();
