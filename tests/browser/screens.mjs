// SPDX-License-Identifier: MIT
// screens.mjs EXTENSION PAGES DIRECTORY: pictures of the popup and of a mark, for docs/screens.
import { join } from "node:path";
import { launch, levelOf, popupFor, recordOf, serve, until } from "./browser.mjs";

const [extension, pages, directory] = process.argv.slice(2);
const server = await serve(pages);

for (const scheme of ["light", "dark"]) {
  const { context, worker } = await launch(extension, { colorScheme: scheme, viewport: { width: 900, height: 420 } });
  const url = server.url("recipes", "dev/critical/display-none.html");
  const tab = await context.newPage();
  await tab.goto(url);
  const { tabId } = await until(async () => {
    const record = await recordOf(worker, url);
    return levelOf(record) === "CRITICAL" ? record : null;
  });
  const popup = await popupFor(context, worker, tabId);
  await popup.setViewportSize({ width: 400, height: 360 });
  await popup.click("button");
  await popup.screenshot({ path: join(directory, `browser-popup-${scheme}.png`) });
  if (scheme === "light") {
    await tab.screenshot({ path: join(directory, "browser-mark.png") });
  }
  await context.close();
}
server.close();
