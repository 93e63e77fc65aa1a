// SPDX-License-Identifier: MIT
/** One look at a tree, in slices that leave the page its thread. */
import { titleOf } from "./dom.js";
import type { Finding } from "./finding.js";
import { REASONS_MAX } from "./finding.js";
import { emptyHarvest, gather, type Gathered, type Harvest } from "./harvest.js";
import { type Concealment, judge, type Judgement, judgeProse, judgeSpelled, readRuns, type Stream } from "./judge.js";
import { isAboutInjection } from "./phrases.js";
import { concealmentOfStyles, measureExtent } from "./sight.js";

export interface Placed {
    readonly finding: Finding;
    readonly element: Element;
}

export interface Scan {
    readonly placed: readonly Placed[];
    readonly harvest: Harvest;
    readonly isAboutInjection: boolean;
    /** On the page's own thread. */
    readonly busyMs: number;
}

const SLICE_MS = 8;
/** Texts of which the dear styles are read. */
const SUSPECTS_MAX = 300;
const PROSE_FINDINGS_MAX = 20;
const PORTION_LENGTH = 20_000;
const OVERLAP_LENGTH = 1_500;

/** `wasAbout`: whether the page was seen to speak about attacks on models, when this is a part of it. */
export async function scan(tops: readonly Element[], concealment: Concealment | null, wasAbout: boolean): Promise<Scan> {
    const work = look(tops, concealment, wasAbout);
    for (let busyMs = 0; ;) {
        const start = performance.now();
        measureExtent();
        let step = work.next();
        while (step.done !== true && performance.now() - start < SLICE_MS) {
            step = work.next();
        }
        busyMs += performance.now() - start;
        if (step.done === true) {
            return { ...step.value, busyMs };
        }
        await new Promise(resume => setTimeout(resume));
    }
}

/** Yields where it may be interrupted. */
function* look(
    tops: readonly Element[], concealment: Concealment | null, wasAbout: boolean,
): Generator<undefined, Omit<Scan, "busyMs">> {
    const harvest = emptyHarvest();
    for (const top of tops) {
        yield* gather(top, concealment, harvest);
    }
    const [top] = tops;
    const title = { text: titleOf(document), isQuoted: false, standsAlone: true, concealment: null, element: top!, block: top! };
    const seen = yield* readAll([title, ...harvest.seen]);
    const isAbout = wasAbout || isAboutInjection(new Set(seen.flatMap(stream => [...stream.topics])));
    const placed: Placed[] = [];
    for (const stream of seen) {
        placed.push(...judgeStream({ ...stream, runs: suspected(stream) }, isAbout));
        yield;
    }
    for (const runs of [harvest.hidden, harvest.apart]) {
        placed.push(...(yield* readAll(runs)).flatMap(stream => judgeStream(stream, isAbout)));
    }
    placed.push(...prose(harvest.hidden, placed));
    for (const { text, element } of harvest.veiled) {
        placed.push(...judgeSpelled(text, 0).map(judgement => place(judgement, element)));
        yield;
    }
    return { placed, harvest, isAboutInjection: isAbout };
}

type Portion = Stream<Gathered>;

/** In portions of some length; the end of each is read again before the next, so that nothing is torn. */
function* readAll(runs: readonly Gathered[]): Generator<undefined, Portion[]> {
    const portions: Portion[] = [];
    for (let from = 0, behind = 0; behind < runs.length;) {
        for (let length = 0; behind < runs.length && (length === 0 || length < PORTION_LENGTH); behind++) {
            length += runs[behind]!.text.length;
        }
        portions.push(readRuns(runs.slice(from, behind)));
        for (let length = (from = behind, 0); from > 0 && length < OVERLAP_LENGTH; from--) {
            length += runs[from - 1]!.text.length;
        }
        yield;
    }
    return portions;
}

/** Those that hold a sign may be hidden in a way that is too dear to look for everywhere. */
function suspected({ runs, signs }: Portion): Gathered[] {
    const suspects = new Set(signs.map(sign => sign.run).slice(0, SUSPECTS_MAX));
    return runs.map((run, at) => (suspects.has(at) ? { ...run, concealment: concealmentOfStyles(run.element) } : run));
}

function judgeStream(stream: Portion, isAbout: boolean): Placed[] {
    return judge(stream, isAbout).map(judgement => place(judgement, stream.runs[judgement.run]!.element));
}

/** What is told already as an instruction is not told again as prose. */
function prose(hidden: readonly Gathered[], told: readonly Placed[]): Placed[] {
    const elements = new Set(told.map(each => each.element));
    return hidden.filter(run => !elements.has(run.element)).flatMap(run => {
        const judgement = judgeProse(run, 0);
        return judgement === null ? [] : [place(judgement, run.element)];
    }).slice(0, PROSE_FINDINGS_MAX);
}

function place({ level, technique, reasons, excerpt }: Judgement, element: Element): Placed {
    const id = `${level}|${technique}|${excerpt}`;
    return { finding: { id, level, technique, reasons: reasons.slice(0, REASONS_MAX), excerpt }, element };
}
