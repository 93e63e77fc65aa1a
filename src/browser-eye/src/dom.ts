// SPDX-License-Identifier: MIT
/**
 * Members of DOM objects, by their prototypes: an input called "firstChild" is what form.firstChild yields, and an image called
 * "body" what document.body does, in the world of an extension as well (HTML, LegacyOverrideBuiltIns).
 */
function getter<T>(prototype: object, name: string): (of: object) => T {
    const { get } = Object.getOwnPropertyDescriptor(prototype, name)!;
    return of => get!.call(of) as T;
}

export const nodeTypeOf = getter<number>(Node.prototype, "nodeType");
export const firstChildOf = getter<Node | null>(Node.prototype, "firstChild");
export const nextSiblingOf = getter<Node | null>(Node.prototype, "nextSibling");
export const parentNodeOf = getter<Node | null>(Node.prototype, "parentNode");
export const isConnected = getter<boolean>(Node.prototype, "isConnected");
export const localNameOf = getter<string>(Element.prototype, "localName");
export const rootElementOf = getter<Element | null>(Document.prototype, "documentElement");
export const scrollingElementOf = getter<Element | null>(Document.prototype, "scrollingElement");
export const titleOf = getter<string>(Document.prototype, "title");
const openShadowRootOf = getter<ShadowRoot | null>(Element.prototype, "shadowRoot");

const {
    checkVisibility, getAttribute, getAttributeNames, getBoundingClientRect, hasAttributes: has, querySelectorAll,
} = Element.prototype;
const { contains: holds } = Node.prototype;

export function rectOf(element: Element): DOMRect {
    return getBoundingClientRect.call(element);
}

export function isRendered(element: Element, options?: CheckVisibilityOptions): boolean {
    return checkVisibility.call(element, options);
}

export function hasAttributes(element: Element): boolean {
    return has.call(element);
}

export function contains(outer: Node, inner: Node): boolean {
    return holds.call(outer, inner);
}

export function allIn(element: Element, selector: string): NodeListOf<Element> {
    return querySelectorAll.call(element, selector);
}

export function attributeOf(element: Element, name: string): string | null {
    return getAttribute.call(element, name);
}

export function attributeNamesOf(element: Element): string[] {
    return getAttributeNames.call(element);
}

/** What may have a shadow root without being a custom element (DOM, attachShadow). */
const HOSTS = new Set(["article", "aside", "blockquote", "body", "div", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "main", "nav", "p", "section", "span"]);

/** Closed ones cost a call of the extension's own: they are asked for where one is likely. */
export function shadowRootOf(element: Element, name: string, isEmpty: boolean): ShadowRoot | null {
    if (name.includes("-") || (isEmpty && HOSTS.has(name))) {
        return element instanceof HTMLElement ? chrome.dom.openOrClosedShadowRoot(element) : null;
    }
    return HOSTS.has(name) ? openShadowRootOf(element) : null;
}

/** Through shadow roots, as the page is put together. */
export function parentElementOf(node: Node): Element | null {
    const parent = parentNodeOf(node);
    if (parent instanceof ShadowRoot) {
        return parent.host;
    }
    return parent instanceof Element ? parent : null;
}
