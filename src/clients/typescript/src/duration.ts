// SPDX-License-Identifier: MIT

/** 90, "90s", "10m", "2h": a number is seconds. */
export type Duration = string | number;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

export function milliseconds(duration: Duration): number {
    if (typeof duration === "number" && Number.isFinite(duration)) {
        return Math.round(duration * 1000);
    }
    const match = /^(\d+)(ms|s|m|h)$/.exec(String(duration));
    if (match === null) {
        throw new RangeError(`${duration} is no duration: write 90s, 10m or 2h`);
    }
    return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}
