// SPDX-License-Identifier: MIT
/** Text written in characters that have no shape: what remains without them, and what they spell. */

export interface Unveiled {
    /** Without the characters that nobody sees. */
    readonly text: string;
    /** What they spell; an empty text for a run that is too long to be honest and yields nothing legible. */
    readonly spelled: readonly string[];
}

const SHAPELESS = "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180e\\u200b-\\u200f\\u202a-\\u202e" +
    "\\u2060-\\u2064\\u2066-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u{e0000}-\\u{e007f}\\u{e0100}-\\u{e01ef}";
const INVISIBLE = new RegExp(`[${SHAPELESS}]`, "u");
const INVISIBLE_ALL = new RegExp(INVISIBLE, "gu");
const TAG_RUN = /(\u{1f3f4})?([\u{e0001}-\u{e007f}]+)/gu;
const SELECTOR_RUN = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{4,}/gu;
const ZERO_WIDTH_RUN = /[\u200b-\u200f\u2060-\u2064\ufeff]{16,}/gu;
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}\t\n\r]+$/u;

/** A flag of a region is a black flag, at most six tags and an end (UTS 51, ED-14a). */
const FLAG_TAGS_MAX = 7;
const SPELLED_MAX = 32;

export function unveil(text: string): Unveiled {
    if (!INVISIBLE.test(text)) {
        return { text, spelled: [] };
    }
    const spelled = [...ofTags(text), ...ofSelectors(text), ...ofZeroWidth(text)].slice(0, SPELLED_MAX);
    return { text: text.replace(INVISIBLE_ALL, ""), spelled };
}

function* ofTags(text: string): Iterable<string> {
    for (const [, flag, tags = ""] of text.matchAll(TAG_RUN)) {
        const letters = [...tags];
        if (flag === undefined || letters.length > FLAG_TAGS_MAX || letters.at(-1) !== "\u{e007f}") {
            yield letters.map(letter => String.fromCharCode(letter.codePointAt(0)! - 0xe0000))
                .filter(letter => letter >= " " && letter !== "\x7f").join("");
        }
    }
}

/** A byte each: the first sixteen selectors, then those of plane 14. An emoji or an ideograph takes one, never four. */
function* ofSelectors(text: string): Iterable<string> {
    for (const [run] of text.matchAll(SELECTOR_RUN)) {
        yield legible([...run].map(letter => {
            const code = letter.codePointAt(0)!;
            return code < 0xe0100 ? code - 0xfe00 : code - 0xe0100 + 16;
        }));
    }
}

/** Bits, in the two characters that are used most, either of them being the one. */
function* ofZeroWidth(text: string): Iterable<string> {
    for (const [run] of text.matchAll(ZERO_WIDTH_RUN)) {
        const zero = run[0]!;
        yield legible(bytesOf([...run].map(letter => (letter === zero ? 0 : 1)))) ||
            legible(bytesOf([...run].map(letter => (letter === zero ? 1 : 0))));
    }
}

function bytesOf(bits: readonly number[]): number[] {
    const bytes = [];
    for (let at = 0; at + 8 <= bits.length; at += 8) {
        bytes.push(bits.slice(at, at + 8).reduce((byte, bit) => byte * 2 + bit, 0));
    }
    return bytes;
}

/** UTF-8 that is legible, or an empty text. */
export function legible(bytes: readonly number[]): string {
    const text = new TextDecoder().decode(new Uint8Array(bytes));
    return PRINTABLE.test(text) && !text.includes("\ufffd") ? text : "";
}
