// SPDX-License-Identifier: MIT
/** The parts of the extension that know no DOM, for check.mjs. */
export { default as patterns } from "../../src/browser-eye/patterns.json";
export { judge, judgeProse, judgeSpelled, readRuns } from "../../src/browser-eye/src/judge.js";
export { mayMatter } from "../../src/browser-eye/src/phrases.js";
export { unveil } from "../../src/browser-eye/src/unveil.js";
