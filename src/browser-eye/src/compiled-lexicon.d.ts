// SPDX-License-Identifier: MIT
/** What build.sh has compile.ts print. */
declare module "compiled-lexicon" {
    const json: string;
    export default json;
}
