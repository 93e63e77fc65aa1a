// SPDX-License-Identifier: MIT
/** Colours as computed style has them. */

export interface Colour {
    readonly channels: readonly [number, number, number];
    /** 0 to 1. */
    readonly alpha: number;
}

/** Two colours that differ by no more in any channel are one to the eye. */
const DIFFERENCE_MAX = 10;
const KNOWN_MAX = 2_000;
const RGB = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/;

const known = new Map<string, Colour>();
let pen: OffscreenCanvasRenderingContext2D | null = null;

export function colourOf(text: string): Colour {
    let colour = known.get(text);
    if (colour === undefined) {
        if (known.size >= KNOWN_MAX) {
            known.clear();
        }
        const parts = RGB.exec(text);
        colour = parts === null ? painted(text)
            : { channels: [Number(parts[1]), Number(parts[2]), Number(parts[3])], alpha: Number(parts[4] ?? 1) };
        known.set(text, colour);
    }
    return colour;
}

export function over(front: Colour, back: Colour): Colour {
    const mixed = front.channels.map((channel, i) => channel * front.alpha + back.channels[i]! * (1 - front.alpha));
    return { channels: [mixed[0]!, mixed[1]!, mixed[2]!], alpha: 1 };
}

export function isSame(front: Colour, back: Colour): boolean {
    return over(front, back).channels.every((channel, i) => Math.abs(channel - back.channels[i]!) <= DIFFERENCE_MAX);
}

/** Of a wider colour space: what it looks like on this screen. */
function painted(text: string): Colour {
    pen ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return { channels: [red!, green!, blue!], alpha: alpha! / 255 };
}
