// SPDX-License-Identifier: MIT
/** In the tab's own frame, before the page has any other. */
import { begin } from "./publish.js";

void begin();
