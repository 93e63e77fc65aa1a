// SPDX-License-Identifier: MIT
/** Shows where a finding is, while the popup is open and only then: it is all that a page could see of the extension. */
import { isRendered, parentElementOf, rectOf, rootElementOf } from "./dom.js";

const STYLE = "position:absolute;box-sizing:border-box;pointer-events:none;z-index:2147483647;" +
    "border:3px solid #d32f2f;border-radius:4px;box-shadow:0 0 0 3px #fff,0 0 0 100vmax rgb(0 0 0 / .35)";
const MARGIN_PX = 6;

let host: HTMLElement | null = null;

/** What has no place is shown by the nearest element that has one. */
export function mark(element: Element): void {
    unmark();
    let shown = element;
    for (let above: Element | null = shown; above !== null && !hasPlace(shown); above = parentElementOf(above)) {
        shown = above;
    }
    Element.prototype.scrollIntoView.call(shown, { block: "center" });
    const rect = rectOf(shown);
    const box = document.createElement("div");
    box.style.cssText = STYLE;
    const left = Math.max(0, rect.left - MARGIN_PX);
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${rect.top + scrollY - MARGIN_PX}px`;
    box.style.width = `${Math.min(rect.right + MARGIN_PX, rootElementOf(document)?.clientWidth ?? rect.right) - left}px`;
    box.style.height = `${rect.height + 2 * MARGIN_PX}px`;
    host = document.createElement("div");
    host.style.cssText = "all:initial;position:absolute;left:0;top:0";
    host.attachShadow({ mode: "closed" }).append(box);
    rootElementOf(document)?.append(host);
}

export function unmark(): void {
    host?.remove();
    host = null;
}

/** The mark is no part of the page. */
export function isMark(node: Node): boolean {
    return node === host;
}

function hasPlace(element: Element): boolean {
    const rect = rectOf(element);
    return isRendered(element) && rect.width >= 8 && rect.height >= 8 && rect.right + scrollX > 0 && rect.bottom + scrollY > 0;
}
