// SPDX-License-Identifier: MIT
/** Finds the phrases of patterns.json in words. No regular expressions: another program reads the same file. */
import { type Category, lexiconOf, type Phrase, type Slot } from "./lexicon.js";
import { isMark, type Words } from "./words.js";

export interface Hit {
    readonly category: Category;
    readonly start: number;
    readonly endExcl: number;
}

export interface Reading {
    /** In the order of the text; a category at most once a word. */
    readonly hits: readonly Hit[];
    readonly topics: ReadonlySet<Phrase>;
}

const HITS_MAX = 2_000;
/** How many words and phrases of the topic, one of its core among them, tell that a text is about it. */
const TOPICS_MIN = 3;
const PROSE_LENGTH_MIN = 40;
const PHRASE_LENGTH_MAX = 200;

/** Whether a text is prose or may have a word of a phrase: whether people see a label of a few other words is all the same. */
export function mayMatter(text: string): boolean {
    return text.length >= PROSE_LENGTH_MIN || lexiconOf().telling.test(text.toLowerCase());
}

/**
 * The parts of a text, in small letters, in which a phrase can be, as [start, end]. Each phrase has one slot that is rare in ordinary text: where
 * none of these words is, none need be split off. Only for ASCII: elsewhere a word has many spellings.
 */
export function likelyParts(small: string): [number, number][] {
    const parts: [number, number][] = [];
    for (const { index } of small.matchAll(lexiconOf().rare)) {
        const last = parts.at(-1);
        if (last !== undefined && index - PHRASE_LENGTH_MAX <= last[1]) {
            last[1] = index + PHRASE_LENGTH_MAX;
        } else {
            parts.push([Math.max(0, index - PHRASE_LENGTH_MAX), index + PHRASE_LENGTH_MAX]);
        }
    }
    return parts;
}

/** The phrases in these words. */
export function read({ texts, starts, endsExcl }: Words): Reading {
    const lexicon = lexiconOf();
    const hits: Hit[] = [];
    const topics = new Set<Phrase>();
    for (let at = 0; at < texts.length && hits.length < HITS_MAX; at++) {
        const here = hits.length;
        for (const phrase of lexicon.startingWith(texts[at]!)) {
            const behind = endOf(phrase.slots, 0, texts, at);
            if (behind > 0 && phrase.category === null) {
                topics.add(phrase);
            } else if (behind > 0 && !hits.slice(here).some(hit => hit.category === phrase.category)) {
                hits.push({ category: phrase.category!, start: starts[at]!, endExcl: endsExcl[behind - 1]! });
            }
        }
    }
    return { hits, topics };
}

/** Whether a text in which these were read speaks about attacks on models: then it may quote one. */
export function isAboutInjection(topics: ReadonlySet<Phrase>): boolean {
    return topics.size >= TOPICS_MIN && [...topics].some(topic => topic.isCore);
}

/** Marks that separate the turns of a conversation, in small letters; they are no words. The first of each. */
export function findMarkers(small: string): Hit[] {
    return lexiconOf().markers.flatMap(marker => {
        const start = small.indexOf(marker);
        return start < 0 ? [] : [{ category: "marker" as const, start, endExcl: start + marker.length }];
    });
}

/** Behind the last word, when the slots from `index` on begin at `at` or as much later as the gap allows; else 0. */
function endOf(slots: readonly Slot[], index: number, words: readonly string[], at: number): number {
    const slot = slots[index];
    if (slot === undefined) {
        return at;
    }
    for (let gap = 0, from = at; gap <= slot.gapMax && from < words.length; from++) {
        for (const alternative of slot.of.words) {
            const behind = behindAlternative(alternative, words, from);
            const endExcl = behind > 0 ? endOf(slots, index + 1, words, behind) : 0;
            if (endExcl > 0) {
                return endExcl;
            }
        }
        gap += isMark(words[from]!) ? 0 : 1;
    }
    return 0;
}

function behindAlternative(alternative: readonly string[], words: readonly string[], from: number): number {
    for (const [offset, pattern] of alternative.entries()) {
        const word = words[from + offset];
        if (word === undefined || !matches(pattern, word)) {
            return 0;
        }
    }
    return from + alternative.length;
}

function matches(pattern: string, word: string): boolean {
    if (pattern === ",") {
        return isMark(word);
    }
    return pattern.endsWith("*") ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}
