// SPDX-License-Identifier: MIT
/** What is found, as it leaves a page: bounded, and nothing else of the page goes with it. */

/** LOW is any page: nobody has verified it. */
export const LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Level = (typeof LEVELS)[number];

export interface Finding {
    readonly id: string;
    readonly level: Exclude<Level, "LOW">;
    /** How it is kept from people's eyes; null when they see it. */
    readonly technique: string | null;
    readonly reasons: readonly string[];
    readonly excerpt: string;
}

/** Of one frame. */
export interface Report {
    /** The indices by which it is reached from the tab's window, "" for the tab's own. */
    readonly path: string;
    readonly origin: string;
    readonly findings: readonly Finding[];
    /** What kept the scan from seeing all. */
    readonly cuts: readonly string[];
    /** What the last look read, and for how long it kept the page's thread. */
    readonly nodes: number;
    readonly busyMs: number;
    /** Paths of the frames in it that nobody sees, with the reason. */
    readonly concealed: Readonly<Record<string, string>>;
}

export const FINDINGS_MAX = 50;
export const EXCERPT_LENGTH_MAX = 320;
export const REASONS_MAX = 8;

export function rank(level: Level): number {
    return LEVELS.indexOf(level);
}

export function highest(findings: readonly Finding[]): Level {
    return findings.reduce<Level>((level, finding) => (rank(finding.level) > rank(level) ? finding.level : level), "LOW");
}

/** The worst first, as many as are kept. */
export function worst(findings: readonly Finding[]): Finding[] {
    return findings.toSorted((a, b) => rank(b.level) - rank(a.level)).slice(0, FINDINGS_MAX);
}
