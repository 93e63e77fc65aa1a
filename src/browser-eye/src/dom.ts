// SPDX-License-Identifier: MIT
/**
 * Members of DOM objects, by their prototypes: an input called "firstChild" is what form.firstChild yields, and an image called
 * "body" what document.body does, in the world of an extension as well (HTML, LegacyOverrideBuiltIns).
 */
function getter<T>(prototype: object, name: string): (this: object) => T {
    return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

const nodeType = getter<number>(Node.prototype, "nodeType");
const firstChild = getter<Node | null>(Node.prototype, "firstChild");
const nextSibling = getter<Node | null>(Node.prototype, "nextSibling");
const parentNode = getter<Node | null>(Node.prototype, "parentNode");
const connected = getter<boolean>(Node.prototype, "isConnected");
const localName = getter<string>(Element.prototype, "localName");
const shadowRoot = getter<ShadowRoot | null>(Element.prototype, "shadowRoot");
const documentElement = getter<Element | null>(Document.prototype, "documentElement");
const scrollingElement = getter<Element | null>(Document.prototype, "scrollingElement");
const title = getter<string>(Document.prototype, "title");

const {
    checkVisibility, getAttribute, getAttributeNames, getBoundingClientRect, hasAttributes: has, querySelectorAll,
} = Element.prototype;
const { contains: holds } = Node.prototype;

// Each in a function of its own: then what is called there is known to the compiler.

export function nodeTypeOf(node: Node): number {
    return nodeType.call(node);
}

export function firstChildOf(node: Node): Node | null {
    return firstChild.call(node);
}

export function nextSiblingOf(node: Node): Node | null {
    return nextSibling.call(node);
}

export function parentNodeOf(node: Node): Node | null {
    return parentNode.call(node);
}

export function isConnected(node: Node): boolean {
    return connected.call(node);
}

export function localNameOf(element: Element): string {
    return localName.call(element);
}

export function rootElementOf(of: Document): Element | null {
    return documentElement.call(of);
}

export function scrollingElementOf(of: Document): Element | null {
    return scrollingElement.call(of);
}

export function titleOf(of: Document): string {
    return title.call(of);
}

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
    return HOSTS.has(name) ? shadowRoot.call(element) : null;
}

/** Through shadow roots, as the page is put together. */
export function parentElementOf(node: Node): Element | null {
    const parent = parentNodeOf(node);
    if (parent instanceof ShadowRoot) {
        return parent.host;
    }
    return parent instanceof Element ? parent : null;
}
