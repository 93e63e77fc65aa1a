// SPDX-License-Identifier: MIT
/** Text as words that can be compared: without case, accents, widths and the look-alike letters of other scripts. */

/** As columns: a page has too many words for an object each. */
export interface Words {
    readonly texts: string[];
    /** In the text that was split. */
    readonly starts: number[];
    readonly endsExcl: number[];
}

const NOT_ASCII = /[^\0-\x7f]/;
// A Han or Kana character is a word by itself: nothing separates words there.
const CHARACTER = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u30fc]";
const LETTERS = `(?:(?!${CHARACTER})[\\p{L}\\p{N}\\p{M}])+(?:['\\u2019]\\p{L}+)?`;
const MARK = "[:;,.!?\\u2014\\u2013\\u3001\\u3002\\uff0c\\uff1a\\uff01\\uff1f]";
const WORDS = new RegExp(`${CHARACTER}|${LETTERS}|${MARK}`, "gu");
const MARKS_OF_WORDS = /\p{Mn}/gu;
const OTHER_SCRIPT = /[\u0370-\u052f]/u;
const LATIN = /[a-z]/;
const REMEMBERED_MAX = 50_000;

/** Letters that look like a Latin one (Unicode confusables), as far as they are used to write English words. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
    "а": "a", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ї": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m",
    "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y",
    "в": "b", "н": "h",
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y", "ω": "w",
};

const remembered = new Map<string, string>();

/** Only in these parts of it, when they are given. */
export function splitWords(text: string, parts?: readonly (readonly [number, number])[]): Words {
    const words: Words = { texts: [], starts: [], endsExcl: [] };
    if (isAscii(text)) {
        for (const [start, endExcl] of parts ?? [[0, text.length]]) {
            splitAscii(text, start, Math.min(endExcl, text.length), words);
        }
    } else {
        for (const match of text.matchAll(WORDS)) {
            push(words, text, match.index, match.index + match[0].length);
        }
    }
    return words;
}

/** As WORDS does, in a third of the time; most pages hold nothing else. */
function splitAscii(text: string, from: number, endExcl: number, words: Words): void {
    for (let at = from; at < endExcl;) {
        const start = at;
        while (isLetter(text.charCodeAt(at)) || (at > start && text[at] === "'" && isLetter(text.charCodeAt(at + 1)))) {
            at++;
        }
        if (at > start || ":;,.!?".includes(text[at++]!)) {
            push(words, text, start, at);
        }
    }
}

/** Of ASCII, or a digit. */
export function isLetter(code: number): boolean {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

function push(words: Words, text: string, start: number, endExcl: number): void {
    words.texts.push(plain(text.slice(start, endExcl)));
    words.starts.push(start);
    words.endsExcl.push(endExcl);
}

export function isAscii(text: string): boolean {
    return !NOT_ASCII.test(text);
}

/** Every colon is ":", every other mark ",". */
export function plain(word: string): string {
    let known = remembered.get(word);
    if (known === undefined) {
        // A page of nothing but different words must not fill the memory.
        if (remembered.size >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.set(word, (known = reduce(word)));
    }
    return known;
}

export function isMark(word: string): boolean {
    return word === ":" || word === ",";
}

function reduce(word: string): string {
    if (isAscii(word)) {
        return /^[;,.!?]$/.test(word) ? "," : word.toLowerCase();
    }
    if (/^[:\uff1a]$/.test(word)) {
        return ":";
    }
    if (/^[^\p{L}\p{N}]$/u.test(word)) {
        return ",";
    }
    const letters = word.normalize("NFKD").toLowerCase().replace(MARKS_OF_WORDS, "").normalize("NFC").replace("\u2019", "'");
    // A word wholly of another script is of that language.
    return OTHER_SCRIPT.test(letters) && LATIN.test(letters)
        ? [...letters].map(letter => LOOK_ALIKE[letter] ?? letter).join("")
        : letters;
}
