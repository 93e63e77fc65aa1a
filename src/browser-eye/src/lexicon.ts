// SPDX-License-Identifier: MIT
/** The phrases as compile.ts has written them, made into what reads them when a page first asks. */
import type patterns from "../patterns.json";
import compiledJson from "compiled-lexicon";

export type Category = keyof typeof patterns.categories;

export interface Trait {
    readonly weight: number;
    /** Whether it speaks to a model at all; what does not is found in many honest texts. */
    readonly aims: boolean;
    readonly means: string;
}

/** As compile.ts writes it. */
export interface Compiled {
    readonly categories: Readonly<Record<Category, Trait>>;
    readonly markers: readonly string[];
    /** The source of an expression for one slot of each phrase, in text of small letters of ASCII. */
    readonly rare: string;
    /** For a word of any phrase that is no grammar, of those with an open end the first letters; and for what is not ASCII. */
    readonly telling: string;
    /** What may stand in a slot, with "|" between; each is one word or, with spaces between, some. */
    readonly alternatives: readonly string[];
    readonly phrases: readonly {
        readonly category: Category | null;
        readonly isCore: boolean;
        /** Each the gap before it, in words, and the index of its alternatives. */
        readonly slots: readonly (readonly [number, number])[];
    }[];
}

class Alternatives {
    readonly #joined: string;
    #words: readonly (readonly string[])[] | null = null;

    constructor(joined: string) {
        this.#joined = joined;
    }

    /** Each some words in a row; the last letter of one may be "*". Of most nothing is asked on any page. */
    get words(): readonly (readonly string[])[] {
        return (this.#words ??= this.#joined.split("|").map(words => words.split(" ")));
    }
}

export interface Slot {
    readonly gapMax: number;
    readonly of: Alternatives;
}

export interface Phrase {
    /** Null for what only tells what a text is about. */
    readonly category: Category | null;
    readonly isCore: boolean;
    readonly slots: readonly Slot[];
}

export interface Lexicon extends Pick<Compiled, "categories" | "markers"> {
    readonly rare: RegExp;
    readonly telling: RegExp;
    /** The phrases that can begin with this word; of those of a category the first counts. */
    readonly startingWith: (word: string) => readonly Phrase[];
}

const STARTS_MAX = 50_000;

let lexicon: Lexicon | null = null;

/** Made when it is first needed: a frame without text needs none. */
export function lexiconOf(): Lexicon {
    if (lexicon === null) {
        const compiled = JSON.parse(compiledJson) as Compiled;
        const { categories, markers } = compiled;
        const telling = new RegExp(compiled.telling);
        // For so long a text V8 makes machine code at once, and leaves out the bytecode that it makes for a short one.
        telling.test(" ".repeat(1_000));
        let starts: Starts | null = null;
        lexicon = {
            categories, markers, rare: new RegExp(compiled.rare, "g"), telling,
            startingWith: word => (starts ??= new Starts(compiled)).with(word),
        };
    }
    return lexicon;
}

/** The phrases by what they begin with. */
class Starts {
    readonly #byWord = new Map<string, Phrase[]>();
    readonly #byBeginning = new Map<string, Phrase[]>();
    readonly #known = new Map<string, readonly Phrase[]>();

    constructor({ alternatives, phrases }: Compiled) {
        const all = alternatives.map(joined => new Alternatives(joined));
        for (const { category, isCore, slots } of phrases) {
            const phrase = { category, isCore, slots: slots.map(([gapMax, at]) => ({ gapMax, of: all[at]! })) };
            for (const [first] of phrase.slots[0]!.of.words) {
                if (first!.endsWith("*")) {
                    push(this.#byBeginning, first!.slice(0, -1), phrase);
                } else {
                    push(this.#byWord, first!, phrase);
                }
            }
        }
    }

    with(word: string): readonly Phrase[] {
        let found = this.#known.get(word);
        if (found === undefined) {
            if (this.#known.size >= STARTS_MAX) {
                this.#known.clear();
            }
            const its = [this.#byWord.get(word) ?? []];
            for (const [letters, phrases] of this.#byBeginning) {
                if (word.startsWith(letters)) {
                    its.push(phrases);
                }
            }
            found = its.flat();
            this.#known.set(word, found);
        }
        return found;
    }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const its = map.get(key);
    if (its === undefined) {
        map.set(key, [value]);
    } else {
        its.push(value);
    }
}
